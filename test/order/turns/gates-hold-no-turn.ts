import { waitUntil } from "../../../embedded/process/wait-until.ts";
import { checkEach, type Check } from "../../crash/checks/check.ts";
import type { Installation } from "../../setup/installation.ts";
import { promotionWorld } from "../../setup/promotion-world.ts";
import { httpServer } from "../../steps/http-server.ts";
import { DAY_MS, type MovedClock } from "./clock.ts";

/** What was measured, and what was wrong. */
export interface TurnReport {
  readonly checks: readonly Check[];
  readonly figures: readonly (readonly [what: string, value: string])[];
}

const REPAIRED_WITHIN_MS = 20_000;

/** While a promotion waits two days for a change, what died is repaired, another stage is changed, and then it goes on. */
export async function gatesHoldNoTurn(holdfast: Installation, clock: MovedClock): Promise<TurnReport> {
  let isApproved = false;
  await using changes = await httpServer(() => ({ status: isApproved ? 204 : 202 }));
  const world = await promotionWorld(holdfast, [
    { name: "dev", start: "automatic" },
    { name: "staging", after: ["dev"], start: "automatic" },
    {
      name: "prod",
      after: ["staging"],
      start: "automatic",
      gates: [
        { kind: "soak", config: { for: "2d" } },
        { kind: "http-request", as: "change", config: { url: changes.url, every: "1h" } },
      ],
    },
  ]);
  await world.release("1.1.0", { web: { properties: { release: "1.1.0" } } });
  const { id } = await world.promotionOf("1.1.0", "prod");
  await waitUntil(
    async () => (await holdfast.store.getPromotion(id))?.gates.every(({ verdict }) => verdict !== undefined),
    {
      what: "its gates were asked",
      limitMs: 40_000,
    },
  );
  const { uid } = await world.stands("prod");
  const isFree = (await holdfast.store.runningOperation(uid)) === undefined;

  const [component] = await holdfast.store.listComponents(uid);
  const diedAt = Date.now();
  const death = { componentUid: component?.uid ?? "", incarnation: component?.incarnation ?? 0, reason: "exited" };
  await holdfast.records.wake([{ ...death, detail: "killed while a change waits" }]);
  // What does not come in time is a finding of the checks below.
  const repair = await waitUntil(async () => await endedRepair(holdfast, uid), {
    what: "the component of prod is repaired",
    limitMs: REPAIRED_WITHIN_MS,
  }).catch(() => undefined);
  const repairedMs = Date.now() - diedAt;
  const changed = await world.applyParameters("staging", "large");
  const changeEnd = changed.operationId === undefined ? "was not run" : await holdfast.ended(changed.operationId);
  const waiting = await holdfast.store.getPromotion(id);

  // A day passes, and nothing happens; on the second the change is approved.
  clock.pass(DAY_MS);
  await holdfast.store.lookAtAll();
  await waitUntil(async () => (await holdfast.store.pendingLooks(1)).length === 0, {
    what: "all are looked at",
    limitMs: 40_000,
  });
  const afterOneDay = await holdfast.store.getPromotion(id);
  clock.pass(DAY_MS);
  isApproved = true;
  await holdfast.store.lookAtAll();
  const ended = await world.until(id, "Verified", "Failed", "Rejected", "Restored");
  const told = (what: string, isTrue: boolean, otherwise: string): Check =>
    checkEach(what, [isTrue], () => (isTrue ? undefined : otherwise));
  const states = `${waiting?.state}, then ${afterOneDay?.state}`;
  return {
    checks: [
      told("a promotion that waits for a change holds no turn", isFree, "an operation is recorded as running"),
      told("what dies meanwhile is repaired", repair !== undefined, `not within ${REPAIRED_WITHIN_MS} ms`),
      told("another stage is changed meanwhile", changeEnd === "Succeeded", `the change ${changeEnd}`),
      told("it waits for two days", states === "Waiting, then Waiting", `it was ${states}`),
      told(
        "it goes on once the two days are over",
        ended.state === "Verified",
        `it is ${ended.state}: ${ended.reason}`,
      ),
    ],
    figures: [["a component that died was repaired within", `${repairedMs} ms`]],
  };
}

async function endedRepair(holdfast: Installation, environmentUid: string): Promise<string | undefined> {
  const { items } = await holdfast.store.listOperations({ environmentUid, limit: 5 });
  return items.find(({ kind, state }) => kind === "repair" && state === "Succeeded")?.id;
}
