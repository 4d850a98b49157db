import { judgeLooks } from "./judge-looks.ts";
import { lookAtEach, type Outcome, type Pause } from "./look-at-each.ts";
import type { LaneEnd, Sweeping } from "./sweeping.ts";

/** Components of one read; the looks of a read are through before the next one. */
const TARGETS_AT_ONCE = 100;

/** Looks at the components of some kinds one by one, a few at a time. One that fails or hangs costs the others nothing but its place. */
export async function lookOneByOne(
  sweeping: Sweeping,
  { kinds, after: begin }: { readonly kinds: readonly string[]; readonly after?: string },
): Promise<LaneEnd> {
  const { ports, cell, account, region } = sweeping;
  const pause: Pause = { until: Number.NEGATIVE_INFINITY };
  let after = begin;
  for (;;) {
    const from = after === undefined ? {} : { after };
    const page = { cell, account, region, kinds, limit: TARGETS_AT_ONCE, ...from };
    const targets = await ports.records.targets(page);
    const outcomes = await lookAtEach(sweeping, targets, pause);
    const stop = outcomes.indexOf("left");
    // Those after the first that was left are looked at again: a cursor is one uid.
    const done = stop === -1 ? outcomes : outcomes.slice(0, stop);
    count(sweeping, done);
    await judgeLooks(
      sweeping,
      done.filter((outcome) => typeof outcome === "object"),
    );
    after = targets[done.length - 1]?.componentUid ?? after;
    if (stop !== -1) {
      const waitMs = pause.until - ports.now();
      return { stoppedAfter: { uid: after }, ...(waitMs > 0 ? { waitMs } : {}) };
    }
    if (targets.length < TARGETS_AT_ONCE) return {};
  }
}

function count({ tally }: Sweeping, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) if (outcome === "busy" || outcome === "failed") tally[outcome] += 1;
}
