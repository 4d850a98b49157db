import type { Log } from "../http/log.ts";

/** Work that no answer waits for. */
export interface Background {
  /** Starts it at once. Its failure is logged and goes no further. */
  run(name: string, work: () => Promise<void>): void;
  /** Resolves once nothing runs. */
  idle(): Promise<void>;
}

/** Nothing runs in it yet. */
export function createBackground(log: Log): Background {
  const running = new Set<Promise<void>>();
  return {
    run(name, work) {
      const run = work()
        .catch((error: unknown) => log.error(`${name} failed`, error))
        .finally(() => running.delete(run));
      running.add(run);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
