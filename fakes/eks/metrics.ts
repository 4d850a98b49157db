import type { Line } from "./truth-log.ts";

/** Counters of the calls since the process started, or since the last reset. */
export interface Metrics {
  /** Counts a call; `polled` is the key that a read asked for. */
  countCall(call: {
    readonly operation: string;
    readonly outcome: string;
    readonly polled?: string;
    readonly simMs: number;
  }): void;
  read(): CallCounts;
}

export interface CallCounts {
  /** Calls by operation and outcome: `ok` or the name of the error. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Reads by what they asked for: all, and the most in one simulated minute. */
  readonly polls: Readonly<Record<string, { readonly total: number; readonly perMinuteMax: number }>>;
}

export function callMetrics(): Metrics {
  const operations: Record<string, Record<string, number>> = {};
  const polls: Record<string, { total: number; perMinuteMax: number; minute: number; inMinute: number }> = {};

  function countPoll(key: string, simMs: number): void {
    const poll = (polls[key] ??= { total: 0, perMinuteMax: 0, minute: -1, inMinute: 0 });
    const minute = Math.floor(simMs / 60_000);
    poll.inMinute = minute === poll.minute ? poll.inMinute + 1 : 1;
    poll.minute = minute;
    poll.total += 1;
    poll.perMinuteMax = Math.max(poll.perMinuteMax, poll.inMinute);
  }

  return {
    countCall({ operation, outcome, polled, simMs }) {
      const counts = (operations[operation] ??= {});
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (polled !== undefined) countPoll(polled, simMs);
    },
    read: () => ({
      operations,
      polls: Object.fromEntries(
        Object.entries(polls).map(([key, { total, perMinuteMax }]) => [key, { total, perMinuteMax }]),
      ),
    }),
  };
}

/** The most control-plane mutations that ran at once, by incarnation of the cluster. The whole log tells. */
export function concurrentMutations(lines: readonly Line[]): Readonly<Record<string, number>> {
  const running: Record<string, number> = {};
  const most: Record<string, number> = {};
  for (const { kind, operation = "", outcome, incarnation } of lines) {
    if (incarnation === undefined) continue;
    const starts = kind === "effect" && outcome === "new" && /^(Update|Create|Delete)Cluster/.test(operation);
    const ends =
      (kind === "transition" && /^cluster (create|update|delete) /.test(operation)) || operation === "CancelUpdate";
    if (starts) running[incarnation] = (running[incarnation] ?? 0) + 1;
    if (ends && outcome !== "replay") running[incarnation] = Math.max(0, (running[incarnation] ?? 0) - 1);
    most[incarnation] = Math.max(most[incarnation] ?? 0, running[incarnation] ?? 0);
  }
  return Object.fromEntries(Object.entries(most).filter(([, count]) => count > 0));
}
