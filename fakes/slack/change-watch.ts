/** Tells who waits for it that something happened. */
export interface ChangeWatch {
  /** How many effects there were. */
  count(): number;
  /** Resolves at the next effect after `seen`, when `waitMs` have passed, or when `closed` fires. */
  wait(wish: { readonly seen: number; readonly waitMs: number; readonly closed: AbortSignal }): Promise<void>;
  wake(): void;
}

/** Nothing happened yet. */
export function changeWatch(): ChangeWatch {
  const wakes = new Set<() => void>();
  let count = 0;

  return {
    count: () => count,
    async wait({ seen, waitMs, closed }) {
      if (closed.aborted || count > seen) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, waitMs);
      closed.addEventListener("abort", () => resolve(), { once: true });
      wakes.add(resolve);
      await promise;
      clearTimeout(timer);
      wakes.delete(resolve);
    },
    wake() {
      count += 1;
      for (const resolve of wakes) resolve();
    },
  };
}
