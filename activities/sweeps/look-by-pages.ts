import type { SweepTarget } from "../../adapters/cell-records/sweep-port.ts";
import type { DriftLook, DriftPage, DriftWatch } from "../components/drift-watch.ts";
import { judgeLooks, type Looked } from "./judge-looks.ts";
import { type Listing, listPage, type Paged } from "./list-page.ts";
import { lookAtEach } from "./look-at-each.ts";
import type { LaneEnd, Sweeping } from "./sweeping.ts";
import { targetWindow, type TargetWindow } from "./target-window.ts";

/** One kind, and where its listing goes on. */
interface Lane extends Listing {
  readonly watch: DriftWatch;
  readonly after?: string;
}

/** A page that was asked for, and the uid up to which all targets were read before; undefined for all. */
interface Asked {
  readonly paged: Paged | { readonly state: "done" };
  readonly knownTo: string | undefined;
}

const NOTHING_THERE: DriftLook = { state: "absent", reason: "it is not listed any more" };
/** So many of a page are looked at one by one where they are not listed. Where more are missing the listing is believed. */
const LOOKED_AT_AGAIN_MAX = 20;
/** Such looks are begun for so long in any case, also where the part has had its time. */
const LOOKED_AT_AGAIN_MS = 5_000;

/**
 * Looks at the components of a kind by listing them, and asks for the next page while one is judged. A component counts as
 * missing only where the listing went past it and a look at it alone says so, too: of what comes after a listing that broke
 * off nothing is known, and what has lost the mark by which it is listed is there. Where there are no components nothing is
 * listed.
 */
export async function lookByPages(sweeping: Sweeping, lane: Lane): Promise<LaneEnd> {
  const window = targetWindow(sweeping, lane);
  let { after } = lane;
  let asked = ask(sweeping, lane, { window, after });
  for (;;) {
    const { paged, knownTo } = await asked;
    if (paged.state === "done") return {};
    if (paged.state === "late") return { stoppedAfter: { uid: after }, waitMs: paged.waitMs };
    if (paged.state === "broken") {
      await countRest(sweeping, { kind: lane.kind, ...(after === undefined ? {} : { after }) });
      return { problem: paged.problem };
    }
    const upTo = smaller(paged.page.upTo, knownTo);
    const isLast = upTo === undefined;
    const isLate = sweeping.ports.now() >= sweeping.endsAt;
    if (!isLast && !isLate) asked = ask(sweeping, lane, { window, after: upTo });
    await judgePage(sweeping, lane.watch, { targets: window.take(upTo), page: paged.page });
    if (isLast) return {};
    after = upTo;
    if (isLate) return { stoppedAfter: { uid: after } };
  }
}

/** Reads targets ahead, then asks for a page. Its rejection is seen where it is awaited, however much later that is. */
function ask(
  sweeping: Sweeping,
  lane: Lane,
  { window, after }: { readonly window: TargetWindow; readonly after: string | undefined },
): Promise<Asked> {
  const asked = (async (): Promise<Asked> => {
    const knownTo = await window.readAhead(after);
    if (knownTo === undefined && !window.hasMore(after)) return { paged: { state: "done" }, knownTo };
    return { paged: await listPage(sweeping, lane, after), knownTo };
  })();
  asked.catch(() => undefined);
  return asked;
}

async function judgePage(
  sweeping: Sweeping,
  watch: DriftWatch,
  { targets, page }: { readonly targets: readonly SweepTarget[]; readonly page: DriftPage },
): Promise<void> {
  const lookByLife = new Map(page.items.map((item) => [`${item.componentUid}/${item.incarnation}`, item.look]));
  const looks: Looked[] = [];
  const unlisted: SweepTarget[] = [];
  for (const target of targets) {
    const look = lookByLife.get(`${target.componentUid}/${target.incarnation}`);
    if (target.isBusy) sweeping.tally.busy += 1;
    else if (look === undefined) unlisted.push(target);
    else looks.push({ target, watch, look });
  }
  await judgeLooks(sweeping, [...looks, ...(await lookAgain(sweeping, watch, unlisted))]);
}

/** Looks at what is not listed by itself. What there is no time for counts as not looked at. */
async function lookAgain(
  sweeping: Sweeping,
  watch: DriftWatch,
  unlisted: readonly SweepTarget[],
): Promise<readonly Looked[]> {
  if (unlisted.length > LOOKED_AT_AGAIN_MAX) return unlisted.map((target) => ({ target, watch, look: NOTHING_THERE }));
  const endsAt = Math.max(sweeping.endsAt, sweeping.ports.now() + LOOKED_AT_AGAIN_MS);
  const outcomes = await lookAtEach({ ...sweeping, endsAt }, unlisted);
  const looks = outcomes.filter((outcome) => typeof outcome === "object");
  sweeping.tally.failed += outcomes.length - looks.length;
  return looks;
}

/** Counts what a listing that broke off says nothing of. */
async function countRest(sweeping: Sweeping, lane: { readonly kind: string; readonly after?: string }): Promise<void> {
  const window = targetWindow(sweeping, lane);
  for (;;) {
    const knownTo = await window.readAhead(undefined);
    for (const { isBusy } of window.take(undefined)) sweeping.tally[isBusy ? "busy" : "failed"] += 1;
    if (knownTo === undefined) return;
  }
}

function smaller(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left < right ? left : right;
}
