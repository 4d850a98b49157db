/** Wakes whoever waits in this process. A ring between a reader's look and its wait is not lost. */
export interface Bell {
  ring(): void;
  /** How often it rang so far; taken before looking, given to `wait` after finding nothing. */
  count(): number;
  /** Returns once it rang more often than `heard`, after `ms`, or when the signal aborts, whichever is first. */
  wait(heard: number, options: { readonly ms: number; readonly signal: AbortSignal }): Promise<void>;
}

/** A bell that has not rung yet. */
export function createBell(): Bell {
  const waiting = new Set<() => void>();
  let rings = 0;
  return {
    ring() {
      rings += 1;
      for (const wake of waiting) wake();
    },
    count: () => rings,
    wait(heard, { ms, signal }) {
      if (rings > heard || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    },
  };
}
