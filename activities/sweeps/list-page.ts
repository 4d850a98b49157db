import type { DriftPage, DriftWatch } from "../components/drift-watch.ts";
import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import { lineOf } from "./line-of.ts";
import type { Sweeping } from "./sweeping.ts";
import { askedToWaitMs, wait } from "./throttled.ts";
import { within } from "./within.ts";

const TRIES = 3;
const FIRST_BACK_OFF_MS = 500;

/** What asking for a page came to. */
export type Paged =
  | { readonly state: "page"; readonly page: DriftPage }
  /** There is no time left to wait for as long as the place asks. */
  | { readonly state: "late"; readonly waitMs: number }
  | { readonly state: "broken"; readonly problem: string };

/** What is listed. */
export interface Listing {
  readonly kind: string;
  readonly lookAtMany: NonNullable<DriftWatch["lookAtMany"]>;
}

/** Asks for one page: waits where the place wants us to, and asks again where it does not answer, a few times. Throws only when it is cancelled. */
export async function listPage(sweeping: Sweeping, listing: Listing, after: string | undefined): Promise<Paged> {
  const { ports, signal, account, region, tally } = sweeping;
  const from = after === undefined ? {} : { after };
  const pace = ports.paceOf(`${listing.kind}/${account}/${region}`);
  for (let failures = 0; ;) {
    const pauseMs = pace.waitMs(ports.now());
    if (pauseMs > 0 && ports.now() + pauseMs >= sweeping.endsAt) return { state: "late", waitMs: pauseMs };
    if (pauseMs > 0) await wait(pauseMs, signal);
    pace.called(ports.now());
    try {
      const ask = async (limited: AbortSignal) =>
        await listing.lookAtMany({ account, region, ...from, signal: limited });
      ports.reached?.("before list", "drift/page");
      const page = await within(ports.limits.listMs, signal, ask);
      ports.reached?.("listed", "drift/page");
      tally.calls += page.calls;
      return checked(listing.kind, page, after);
    } catch (error) {
      signal.throwIfAborted();
      tally.calls += 1;
      const askedMs = askedToWaitMs(error);
      if (askedMs === undefined) failures += 1;
      else pace.refused(ports.now(), askedMs);
      if (failures === TRIES || isFinal(error)) return broken(listing.kind, lineOf(error));
      const waitMs = askedMs ?? FIRST_BACK_OFF_MS * 2 ** (failures - 1);
      if (ports.now() + waitMs >= sweeping.endsAt)
        // One that does not answer for as long as a part has would not do so in the next part either.
        return failures > 1 ? broken(listing.kind, lineOf(error)) : { state: "late", waitMs };
      await wait(waitMs, signal);
    }
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof OrchestratorError && !ERROR_CODES[error.code].retryable;
}

function checked(kind: string, page: DriftPage, after: string | undefined): Paged {
  const goesOn = page.upTo === undefined || after === undefined || page.upTo > after;
  return goesOn ? { state: "page", page } : broken(kind, "its pages do not go on");
}

function broken(kind: string, why: string): Paged {
  return { state: "broken", problem: `the listing of "${kind}" broke off: ${why}` };
}
