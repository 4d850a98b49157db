import { setTimeout as sleep } from "node:timers/promises";
import type { StoreOfDrift } from "../../adapters/store/drift-port.ts";
import { decideFinding } from "../../domain/drift/decide-finding.ts";

const EVERY_MS = 2_000;
const AT_ONCE = 100;

/** What judging findings needs. */
export interface FindingsJudge {
  readonly store: Pick<StoreOfDrift, "judgeFindings">;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of a round that failed, which is tried again. */
  readonly onError: (error: unknown) => void;
}

/** Decides about findings that no sweep decides about, as those that a watcher saw and those whose snooze is over, until the signal aborts. */
export async function judgeFindings({ store, signal, now, onError }: FindingsJudge): Promise<void> {
  while (!signal.aborted) {
    let judged = 0;
    try {
      judged = await store.judgeFindings((work) => decideFinding(work, { nowMs: now() }), AT_ONCE);
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    // A full batch has more behind it.
    if (judged < AT_ONCE) await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined); // Cut short by the signal.
  }
}
