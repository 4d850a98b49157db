/** Blocking reads that wait for one id to change. */
export interface ChangeWaiters {
  /** Resolves when the id changes, when `waitMs` have passed, or when `closed` fires. */
  wait(id: string, waitMs: number, closed: AbortSignal): Promise<void>;
  /** Wakes who waits for the id. */
  wake(id: string): void;
  /** How many reads wait now. */
  count(): number;
}

/** No waiters yet. */
export function changeWaiters(): ChangeWaiters {
  const wakesById = new Map<string, Set<() => void>>();
  let count = 0;

  return {
    async wait(id, waitMs, closed) {
      if (closed.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, waitMs);
      closed.addEventListener("abort", () => resolve(), { once: true });
      const wakes = wakesById.get(id) ?? new Set();
      wakesById.set(id, wakes.add(resolve));
      count += 1;
      await promise;
      count -= 1;
      clearTimeout(timer);
      wakes.delete(resolve);
      if (wakes.size === 0 && wakesById.get(id) === wakes) wakesById.delete(id);
    },
    wake(id) {
      for (const resolve of wakesById.get(id) ?? []) resolve();
    },
    count: () => count,
  };
}
