import type { Log } from "../http/log.ts";

const EVERY_MS = 60_000;

/** Counts what was refused, by reason. The first is logged at once, more of them once a minute: anybody can send them. */
export function countRefusals(log: Log, now: () => number): (reason: string) => void {
  const counts = new Map<string, number>();
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (reason) => {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const at = now();
    if (at - loggedAt < EVERY_MS) return;
    loggedAt = at;
    log.info("requests to /slack were refused", { counts: Object.fromEntries(counts) });
    counts.clear();
  };
}
