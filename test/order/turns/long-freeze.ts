import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { checkEach } from "../../crash/checks/check.ts";
import type { Installation } from "../../setup/installation.ts";
import { promotionWorld } from "../../setup/promotion-world.ts";
import { DAY_MS, type MovedClock } from "./clock.ts";
import { freezeDocument } from "./freeze-document.ts";
import type { TurnReport } from "./gates-hold-no-turn.ts";

/** What happens while a freeze lasts. */
export interface LongFreeze {
  readonly clock: MovedClock;
  readonly days: number;
  /** Restarts the Temporal server; absent where it belongs to others. */
  readonly restartServer?: () => Promise<void>;
  readonly say: (line: string) => void;
}

const MINUTE_MS = 60_000;
const LIMIT_MS = 60_000;

/** A promotion is caught by a freeze of days, through restarts of workers and server each day; it goes on once, when it opens. */
export async function longFreeze(
  holdfast: Installation,
  { clock, days, restartServer, say }: LongFreeze,
): Promise<TurnReport> {
  const world = await promotionWorld(holdfast, [{ name: "prod" }]);
  const startMs = clock.now();
  const window = { fromMs: startMs - MINUTE_MS, toMs: startMs + days * DAY_MS };
  await holdfast.apply(freezeDocument(world.project, "holidays", window));
  await world.release("1.1.0", { web: { properties: { release: "1.1.0" } } });
  const id = await world.promote("1.1.0", "prod");
  const detail = async () => {
    const found = await holdfast.store.getPromotion(id);
    if (found === undefined) throw new Error(`there is no promotion ${id}`);
    return found;
  };
  const showsFreeze = async () => (await detail()).waits.some((wait) => wait.for === "freeze");
  await waitUntil(showsFreeze, { what: "it is parked", limitMs: LIMIT_MS });
  const opensAt = (await detail()).earliestAt;

  const restart = async () => {
    await Promise.all([holdfast.dispatcher.stop(), holdfast.orchestrator.stop(), holdfast.cell.stop()]);
    await holdfast.store.lookAtAll();
    await holdfast.start();
    await waitUntil(async () => (await holdfast.store.pendingLooks(1)).length === 0, {
      what: "everything was looked at",
      limitMs: LIMIT_MS,
    });
  };
  const days1 = Array.from({ length: days }, (_, place) => place + 1);
  const wentOn: number[] = [];
  for (const day of days1) {
    // To a minute before the next midnight; on the last day that is a minute before it opens.
    clock.pass(day === 1 ? DAY_MS - MINUTE_MS : DAY_MS);
    if (day === Math.ceil(days / 2) && restartServer !== undefined) {
      await restartServer();
      say(`day ${day}: the Temporal server was restarted`);
    }
    await restart();
    const { state, operations } = await detail();
    if (state !== "Waiting" || operations.length > 0) wentOn.push(day);
  }
  clock.pass(2 * MINUTE_MS);
  await restart();
  const ended = await world.until(id, "Verified", "Failed", "Rejected", "Restored");
  await restart();
  const later = await detail();
  const succeeded = later.operations.filter(({ state }) => state === "Succeeded").length;
  const environment = await holdfast.store.getEnvironment(world.environment("prod"), world.project);
  return {
    checks: [
      checkEach("it says when the freeze ends", [opensAt], (at) =>
        at !== undefined && at >= window.toMs && at < window.toMs + MINUTE_MS ? undefined : `it says ${at}`,
      ),
      checkEach(`through ${days} days with a restart each it stays parked`, days1, (day) =>
        wentOn.includes(day) ? `it went on on day ${day}` : undefined,
      ),
      checkEach("when the freeze opens it goes on", [ended.state], (state) =>
        state === "Verified" ? undefined : `it is ${state}`,
      ),
      checkEach("it goes on once", [later], ({ operations }) =>
        operations.length === 1 && succeeded === 1 && environment?.generation === 2
          ? undefined
          : `${operations.length} operations, generation ${environment?.generation}`,
      ),
    ],
    figures: [],
  };
}
