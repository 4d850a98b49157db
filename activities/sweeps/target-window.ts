import type { SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import type { Sweeping } from "./sweeping.ts";

/** The components of a kind that come next, read ahead of the listing. */
export interface TargetWindow {
  /**
   * Reads on until enough of those after `after` are known, and answers the uid up to which all are: undefined for all there
   * are. Call it before each page is asked for.
   */
  readAhead(after: string | undefined): Promise<string | undefined>;
  /** Whether any of those that were read comes after a uid. */
  hasMore(after: string | undefined): boolean;
  /** Takes out those up to and with a uid; all for undefined. */
  take(upTo: string | undefined): readonly SweepTarget[];
}

/** A window on the components of a kind that come after a uid. */
export function targetWindow(
  { ports, cell, account, region }: Sweeping,
  { kind, after }: { readonly kind: string; readonly after?: string },
): TargetWindow {
  const limit = ports.limits.targetsAtOnce;
  let known: SweepTarget[] = [];
  let readTo = after;
  let isComplete = false;
  return {
    async readAhead(uid) {
      // Half a window is more than a page: a listing that outruns it is cut off there, and asked for again.
      while (!isComplete && countAfter(known, uid) < limit / 2) {
        const from = readTo === undefined ? {} : { after: readTo };
        const more = await ports.records.targets({ cell, account, region, kinds: [kind], limit, ...from });
        known = [...known, ...more];
        readTo = more.at(-1)?.componentUid ?? readTo;
        isComplete = more.length < limit;
      }
      return isComplete ? undefined : readTo;
    },
    hasMore: (uid) => countAfter(known, uid) > 0,
    take(upTo) {
      const end = known.findIndex(({ componentUid }) => upTo !== undefined && componentUid > upTo);
      const count = end === -1 ? known.length : end;
      const taken = known.slice(0, count);
      known = known.slice(count);
      return taken;
    },
  };
}

function countAfter(targets: readonly SweepTarget[], uid: string | undefined): number {
  if (uid === undefined) return targets.length;
  return targets.length - (targets.findLastIndex(({ componentUid }) => componentUid <= uid) + 1);
}
