import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { promotionRows, type PromotionRows } from "../setup/promotion-rows.ts";
import { request, storeWorld, type StoreWorld } from "../setup/store-world.ts";

let world: StoreWorld;
let line: PromotionRows;
beforeAll(async () => {
  world = await storeWorld();
  line = promotionRows(world);
  await world.bringUp("first");
  for (const version of ["1.1.0", "1.2.0", "1.3.0"]) await line.release(version);
}, 60_000);
afterAll(async () => await world.close());

test("a restore that failed is not tried again once something else has come", async () => {
  await line.pipeline("late", [{ environment: "late-1" }]);
  const broken = await line.promote("1.1.0", "late-1");
  await line.pass(broken);
  await line.carryOut(broken, "fail");
  expect(await line.state(broken)).toBe("Restoring");
  await line.carryOut(broken, "fail");
  expect(await line.state(broken)).toBe("Restore failed");
  expect((await world.store.getPromotion(broken))?.choices).toEqual(["restore", "retry"]);
  await world.store.acceptSuspend(request(), { project: "shop", environment: "late-1", to: "resumed" });
  const later = await line.promote("1.2.0", "late-1");
  await line.pass(later);
  await line.carryOut(later);
  expect(await line.state(later)).toBe("Verified");
  const again = world.store.acceptDecision(request(), broken, { choice: "restore", reason: "" });
  await expect(again).rejects.toMatchObject({ code: "PROMOTION_ENDED" });
  expect((await world.store.getPromotion(broken))?.choices).toEqual(["retry"]);
});

test("a promotion that is held at a component does not offer to skip it", async () => {
  await line.pipeline("whole", [{ environment: "whole-1", onFailure: { components: "hold" } }]);
  const id = await line.promote("1.1.0", "whole-1");
  await line.pass(id);
  await line.carryOut(id, "fail");
  expect((await world.store.getPromotion(id))?.choices).toEqual(["retry", "restore", "leave"]);
  const { hold } = (await world.store.getEnvironment("whole-1", "shop")) ?? {};
  expect(hold?.choices.join()).not.toContain("skip");
  const skip = world.store.acceptDecision(request(), id, { choice: "skip", reason: "no time" });
  await expect(skip).rejects.toMatchObject({ code: "STEP_NOT_SKIPPABLE" });
});

test("a restore that is tried again is open until what it opened is closed", async () => {
  await line.pipeline("again", [{ environment: "again-1" }]);
  const id = await line.promote("1.1.0", "again-1");
  await line.pass(id);
  await line.carryOut(id, "fail");
  await line.carryOut(id, "fail");
  await world.store.recordFinished(id);
  await world.store.acceptDecision(request(), id, { choice: "restore", reason: "" });
  expect(await world.store.openPromotions()).toContain(id);
});

test("the deletion of a held environment ends the promotion that it was held for", async () => {
  await line.pipeline("leave", [{ environment: "leave-1", onFailure: { components: "hold" } }]);
  const id = await line.promote("1.1.0", "leave-1");
  await line.pass(id);
  await line.carryOut(id, "fail");
  expect(await line.state(id)).toBe("Held");
  await world.store.acceptDelete(request(), { project: "shop", environment: "leave-1", keep: false });
  expect(await line.state(id)).toBe("Failed");
});

test("what waited while an environment was held goes on when its deletion did not come about", async () => {
  await line.pipeline("stay", [{ environment: "stay-1" }]);
  const waiting = await line.promote("1.1.0", "stay-1");
  const { results } = await world.store.acceptDelete(request(), {
    project: "shop",
    environment: "stay-1",
    keep: false,
  });
  await line.woken();
  await world.store.acceptCancel(request(), results[0]?.operationId ?? "");
  expect(await line.woken()).toContain(waiting);
});

test("a promotion whose workflow vanished goes on in its turn, though a newer one waits, and is not put back", async () => {
  await line.pipeline("vanish", [{ environment: "vanish-1" }]);
  const old = await line.promote("1.1.0", "vanish-1");
  await line.pass(old);
  const vanished = await line.admit(old);
  const young = await line.promote("1.2.0", "vanish-1");
  await line.pass(young);
  await world.store.recoverOperation(vanished, "its workflow was terminated");
  expect(await line.carryOut(old)).toBe("Succeeded");
  expect(await line.state(old)).toBe("Verified");
  expect(await line.carryOut(young)).toBe("Succeeded");
  expect(await line.state(young)).toBe("Verified");
});

test("it goes on in its turn also when the workflow that went on with it vanished before it was admitted", async () => {
  await line.pipeline("twofold", [{ environment: "twofold-1" }]);
  const old = await line.promote("1.1.0", "twofold-1");
  await line.pass(old);
  await world.store.recoverOperation(await line.admit(old), "its workflow was terminated");
  const young = await line.promote("1.2.0", "twofold-1");
  await line.pass(young);
  const second = (await world.store.getPromotion(old))?.operationId ?? "";
  await world.store.recoverOperation(second, "its workflow was terminated");
  expect(await line.carryOut(old)).toBe("Succeeded");
  expect(await line.state(old)).toBe("Verified");
  await world.store.sealEvents();
  const events = await world.store.readEvents({ afterSeq: 0, limit: 100, promotionId: old });
  const started = events.filter(({ type }) => type === "operation.started").map(({ operationId }) => operationId);
  expect(new Set(started).size).toBe(3);
  expect(events.filter(({ type }) => type === "operation.admitted")).toHaveLength(2);
});

test("a retry that was not admitted is followed by one that goes on from what had its turn", async () => {
  await line.pipeline("refused", [{ environment: "refused-1", onFailure: { components: "hold" } }]);
  const id = await line.promote("1.1.0", "refused-1");
  await line.pass(id);
  await line.carryOut(id, "fail");
  const begun = (await world.store.getPromotion(id))?.operations.at(-1)?.id;
  const retry = async () => {
    const { results } = await world.store.acceptDecision(request(), id, { choice: "retry", reason: "" });
    return results[0]?.operationId ?? "";
  };
  const refused = await retry();
  await world.next(await world.uidOf("refused-1"));
  await world.store.refuse(refused, "a secret is missing");
  expect(await line.state(id)).toBe("Held");
  const again = await retry();
  const { rows } = await sql<{ resumes: string }>`select resumes from operation where id = ${again}`.execute(
    world.postgres.rows,
  );
  expect(rows).toEqual([{ resumes: begun }]);
});

/** A promotion with its turn, whose step of a control plane has failed; `call` is what it meant to send before. */
async function failedPlane(environment: string, call?: string) {
  await line.pipeline(`pipeline-${environment}`, [{ environment }]);
  const id = await line.promote("1.1.0", environment);
  await line.pass(id);
  const operationId = await line.admit(id);
  const { rows } = world.postgres;
  const main = randomUUID();
  await sql`insert into upgrade_step (operation_id, name, place, component_uid, cluster, phase, from_version, to_version, expected_ms, within_ms, state)
    values (${operationId}, '1.35/control-plane/main/1.35', 0, ${main}, 'main', 'control-plane', '1.34', '1.35', 1, 1, 'Failed'),
      (${operationId}, '1.35/nodes-after/workers/1.35', 1, gen_random_uuid(), 'main', 'nodes-after', '1.34', '1.35', 1, 1, 'Pending')`.execute(
    rows,
  );
  if (call !== undefined)
    await sql`insert into effect (token, component_uid, incarnation, call, operation_id, epoch, request_digest)
      values (${main}, ${main}, 1, ${call}, ${operationId}, 1, '')`.execute(rows);
  return { id, operationId };
}

test("a promotion whose step of a control plane has failed before its call is put back as any other", async () => {
  const { id, operationId } = await failedPlane("plane-2");
  await world.store.endOperation(operationId, { failed: {}, notStarted: [], wasCancelled: true });
  expect(await line.state(id)).toBe("Restoring");
});

test("a promotion that has moved a control plane is held, whatever its stage says: a version does not come back", async () => {
  const { id, operationId } = await failedPlane("plane-1", "upgrade 1.35/control-plane/main/1.35");
  await world.store.endOperation(operationId, { failed: {}, notStarted: [], wasCancelled: true });
  expect(await line.state(id)).toBe("Held");
  const { rows } = await sql<{
    state: string;
  }>`select state from upgrade_step where operation_id = ${operationId} order by place`.execute(world.postgres.rows);
  expect(rows).toEqual([{ state: "Failed" }, { state: "Not run" }]);
  expect((await world.store.getPromotion(id))?.choices).toEqual(["retry", "leave"]);
  const restore = world.store.acceptDecision(request(), id, { choice: "restore", reason: "" });
  await expect(restore).rejects.toMatchObject({ code: "PROMOTION_ENDED" });
});

test("what is held is not put back once its environment has moved on", async () => {
  await line.pipeline("moved", [{ environment: "moved-1", onFailure: { components: "hold" } }]);
  const id = await line.promote("1.1.0", "moved-1");
  await line.pass(id);
  const operationId = await line.admit(id);
  await world.applyShop("moved-1", { release: "1.1.0", parameters: { greeting: "Moin" } });
  await world.store.acceptAbandon(request(), operationId, "it hangs");
  expect((await world.store.getPromotion(id))?.choices).toContain("restore");
  await world.turn(await world.uidOf("moved-1"));
  expect((await world.store.getPromotion(id))?.choices).not.toContain("restore");
  const restore = world.store.acceptDecision(request(), id, { choice: "restore", reason: "" });
  await expect(restore).rejects.toMatchObject({ code: "PROMOTION_ENDED" });
});

test("a promotion whose workflow vanished does not go on once its environment is to be deleted", async () => {
  await line.pipeline("doomed", [{ environment: "doomed-1" }]);
  const id = await line.promote("1.1.0", "doomed-1");
  await line.pass(id);
  const vanished = await line.admit(id);
  await world.store.acceptDelete(request(), { project: "shop", environment: "doomed-1", keep: false });
  await world.store.recoverOperation(vanished, "its workflow was terminated");
  expect(await line.state(id)).toBe("Failed");
});

test("a retry that is cancelled before its turn takes the turn from nobody", async () => {
  await line.pipeline("turn", [{ environment: "turn-1" }]);
  const id = await line.promote("1.1.0", "turn-1");
  await line.pass(id);
  await world.store.acceptAbandon(request(), await line.admit(id), "it hangs");
  expect(await line.state(id)).toBe("Held");
  const { results } = await world.store.acceptDecision(request(), id, { choice: "retry", reason: "" });
  await world.store.acceptCancel(request(), results[0]?.operationId ?? "");
  expect(await line.state(id)).toBe("Restoring");
  expect(await world.store.runningOperation(await world.uidOf("turn-1"))).toBeUndefined();
});

test("a promotion that has ended is tried again once, however often that is asked for", async () => {
  await line.release("3.0.0");
  await line.pipeline("twice", [{ environment: "twice-1" }]);
  const id = await line.promote("3.0.0", "twice-1");
  await world.store.acceptCancelPromotion(request(), id);
  const retry = async () => await world.store.acceptDecision(request(), id, { choice: "retry", reason: "" });
  const [first, second] = [await retry(), await retry()];
  expect(first.results[0]).toMatchObject({ result: "created" });
  expect(second.results[0]).toMatchObject({ result: "unchanged", promotionId: first.results[0]?.promotionId });
});

test("a promotion of a release that was deleted is not tried again", async () => {
  await line.release("4.0.0");
  await line.pipeline("gone", [{ environment: "gone-1" }]);
  const id = await line.promote("4.0.0", "gone-1");
  await world.store.acceptCancelPromotion(request(), id);
  await world.store.acceptDeleteUnused(request(), { kind: "Release", project: "shop", name: "4.0.0" });
  const retry = world.store.acceptDecision(request(), id, { choice: "retry", reason: "" });
  await expect(retry).rejects.toMatchObject({ code: "NOT_FOUND" });
});
