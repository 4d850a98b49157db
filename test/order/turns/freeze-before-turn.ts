import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { checkEach } from "../../crash/checks/check.ts";
import type { Installation } from "../../setup/installation.ts";
import { promotionWorld } from "../../setup/promotion-world.ts";
import { freezeDocument } from "./freeze-document.ts";
import type { TurnReport } from "./gates-hold-no-turn.ts";

const SLOW_SECONDS = 400;
const LIMIT_MS = 40_000;

/** A promotion whose gates have passed waits behind a slow change; a freeze begins before its turn; it parks, and goes on later. */
export async function freezeBeforeTurn(holdfast: Installation): Promise<TurnReport> {
  const world = await promotionWorld(holdfast, [{ name: "staging" }]);
  const { project } = world;
  await world.release("1.1.0", { slow: { seconds: SLOW_SECONDS } });
  await world.release("1.2.0", { web: { properties: { release: "1.2.0" } } });
  const slow = await world.promote("1.1.0", "staging");
  await world.until(slow, "Running");
  const id = await world.promote("1.2.0", "staging");
  const detail = async () => await holdfast.store.getPromotion(id);
  await waitUntil(async () => (await detail())?.operationId !== undefined, {
    what: "its gates have passed",
    limitMs: LIMIT_MS,
  });
  const wasRunning = (await holdfast.store.getPromotion(slow))?.state === "Running";
  await holdfast.apply(freezeDocument(project, "before-the-turn"));
  await waitUntil(async () => (await detail())?.waits.some((wait) => wait.for === "freeze"), {
    what: "it shows the freeze",
    limitMs: LIMIT_MS,
  });
  const parked = await detail();
  const lift = await holdfast.call("DELETE", `/v1/freeze-windows/before-the-turn?project=${project}`);
  const ended = await world.until(id, "Verified", "Failed", "Superseded", "Restored");
  const refused = parked?.operations.map(({ state }) => state).join(", ");
  const deploys = ended.operations.filter(({ state }) => state === "Succeeded").length;
  return {
    checks: [
      checkEach("its gates pass while another operation has the turn", [wasRunning], (was) =>
        was ? undefined : "nothing ran any more",
      ),
      checkEach("when a freeze begins before its turn, its operation is not admitted", [refused], (found) =>
        found === "Not admitted" ? undefined : `its operations: ${found}`,
      ),
      checkEach("the promotion parks", [parked?.state], (state) =>
        state === "Waiting" ? undefined : `it is ${state}`,
      ),
      checkEach("when the freeze is lifted it goes on, once", [ended], ({ state }) =>
        lift.ok && state === "Verified" && deploys === 1 ? undefined : `${lift.status}, ${state}, ${deploys} deploys`,
      ),
    ],
    figures: [],
  };
}
