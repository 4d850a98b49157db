import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { callsTo, CHANGE } from "./servicenow-calls.ts";
import type { ServiceNowCalls, Shown } from "./servicenow-calls.ts";
import { startFakeServiceNow } from "./start-fake-servicenow.ts";
import type { FakeServiceNow } from "./start-fake-servicenow.ts";

let instance: FakeServiceNow;
let calls: ServiceNowCalls;
beforeAll(async () => {
  instance = await startFakeServiceNow("--approval-delay", "0");
  calls = callsTo(instance);
});
afterEach(async () => void (await instance.call("DELETE", "/__sim/servicenow/settings")));
afterAll(async () => await instance.stop());

async function authorise(number: string, sysId: string): Promise<void> {
  await calls.until(sysId, { state: "-4", approval: "requested" });
  await instance.act(number, "approve");
  await calls.until(sysId, { state: "-3", approval: "requested" });
  await instance.act(number, "approve");
}

test("a normal change goes from New to Closed, one state at a time, and each effect is logged once", async () => {
  await calls.settings({ spawnTasks: false });
  const { number, sysId, correlationId } = await calls.create();
  expect((await calls.patch(sysId, { state: "-4" })).status).toBe(200);
  await authorise(number, sysId);
  expect(await calls.read(sysId)).toMatchObject({ state: "-2", approval: "approved" });
  await calls.patch(sysId, { state: "-1" });
  await calls.patch(sysId, { work_notes: "deployed (ref hf-1)" });
  await calls.patch(sysId, { state: 0 });
  await calls.patch(sysId, { state: "3", close_code: "successful", close_notes: "as planned" });
  await calls.patch(sysId, { state: "3" });

  expect(await calls.read(sysId)).toMatchObject({ state: "3", active: "false", close_code: "successful" });
  const moves = ["move -4", "ask", "vote", "move -3", "ask", "vote", "move -2", "move -1", "note", "move 0", "update"];
  expect(await calls.effectsOf(number)).toEqual(["create", ...moves, "close 3"]);
  const effects = (await instance.truth()).filter((effect) => effect.number === number);
  expect(effects.every((effect) => effect.correlationId === correlationId)).toBe(true);
  expect(effects.at(-1)).toMatchObject({
    from: "0",
    to: "3",
    closeCode: "successful",
    actor: "holdfast",
    cause: "api",
  });
});

test.each([
  { kind: "normal", state: "-4", jumps: ["-3", "-2", "-1", "0", "3"] },
  { kind: "emergency", state: "-3", jumps: ["-4", "-2", "-1", "0", "3"] },
  { kind: "standard", state: "-2", jumps: ["-4", "-3", "-1", "0", "3"] },
])("a new $kind change can go to $state, and every jump is refused", async ({ kind, state, jumps }) => {
  const { sysId } = await calls.create(kind === "standard" ? await calls.standard() : kind);
  for (const to of jumps) {
    const refused = await calls.patch(sysId, {
      state: to,
      close_code: "successful",
      close_notes: "x",
      work_notes: "x",
    });
    expect(refused).toMatchObject({ status: 400, body: { status: "failure", error: { detail: expect.anything() } } });
  }
  expect(await calls.read(sysId)).toMatchObject({ state: "-5", sys_mod_count: "0" });
  expect((await calls.patch(sysId, { state })).status).toBe(200);
  expect((await calls.read(sysId))["state"]).toBe(state);
});

test("a rejection returns to New and says rejected, with the comment; a new submission asks again", async () => {
  const { number, sysId } = await calls.create();
  await calls.patch(sysId, { state: "-4" });
  await calls.until(sysId, { approval: "requested" });
  await expect(instance.act(number, "reject", { as: "ada.park" })).rejects.toThrow("comment is required");
  await instance.act(number, "reject", { as: "ada.park", comment: "no test plan" });
  expect(await calls.read(sysId)).toMatchObject({ state: "-5", approval: "rejected" });
  const query = `/api/now/table/sysapproval_approver?sysparm_query=sysapproval=${sysId}`;
  const { body } = await instance.call(
    "GET",
    `${query}&sysparm_fields=state,approver.user_name,comments&sysparm_display_value=all`,
  );
  expect(body["result"]).toMatchObject([
    { state: { value: "rejected" }, "approver.user_name": { value: "ada.park" }, comments: { value: "" } },
    { state: { value: "not_required" }, "approver.user_name": { value: "ben.osei" } },
  ]);
  expect(JSON.stringify(body["result"])).toContain("Ada Park (Additional comments)\\nno test plan");

  await calls.patch(sysId, { state: "-4" });
  expect((await calls.read(sysId))["approval"]).not.toBe("rejected");
  await authorise(number, sysId);
  await calls.until(sysId, { state: "-2", approval: "approved" });
});

test("reverting to New is no rejection, and takes the questions back", async () => {
  const { number, sysId } = await calls.create("emergency");
  await calls.patch(sysId, { state: "-3" });
  await calls.until(sysId, { approval: "requested" });
  await instance.act(number, "revert");
  expect(await calls.read(sysId)).toMatchObject({ state: "-5", approval: "not requested" });
  await expect(instance.act(number, "approve", { as: "cleo.marsh" })).rejects.toThrow("was not asked");
});

test("approvals follow the policy: all of the group, or nobody, who waits for ever", async () => {
  await calls.settings({ approvalPolicy: "all" });
  const all = await calls.create("emergency");
  await calls.patch(all.sysId, { state: "-3" });
  await calls.until(all.sysId, { approval: "requested" });
  await instance.act(all.number, "approve", { as: "dan.ito" });
  expect((await calls.read(all.sysId))["state"]).toBe("-3");
  await instance.act(all.number, "approve", { as: "cleo.marsh" });
  expect((await calls.read(all.sysId))["state"]).toBe("-2");

  await calls.settings({ approvalPolicy: "nobody", autoScheduleMs: 0 });
  const nobody = await calls.create("emergency");
  await calls.patch(nobody.sysId, { state: "-3" });
  // What was filed later goes on by itself, so the instance has looked at the earlier one, too.
  const later = await calls.create(await calls.standard());
  await calls.until(later.sysId, { state: "-2" });
  expect(await calls.read(nobody.sysId)).toMatchObject({ state: "-3", approval: "not requested" });
  expect(await calls.effectsOf(nobody.number)).not.toContain("ask");
});

test("a vote through the API is that of the caller, and the integration account has none", async () => {
  const { sysId } = await calls.create("emergency");
  await calls.patch(sysId, { state: "-3" });
  await calls.until(sysId, { approval: "requested" });
  const vote = async (user: string, body: unknown) => {
    return await instance.call("PATCH", `${CHANGE}/${sysId}/approvals`, { user, body });
  };
  expect((await vote("holdfast", { state: "approved" })).status).toBe(400);
  expect((await vote("cleo.marsh", { state: "rejected" })).status).toBe(400);
  expect((await vote("cleo.marsh", { state: "approved" })).status).toBe(200);
  expect((await calls.read(sysId))["state"]).toBe("-2");
});

test("on hold nothing goes forward, not even what is approved, but cancelling works", async () => {
  const { number, sysId } = await calls.create("emergency");
  await calls.patch(sysId, { state: "-3" });
  await calls.until(sysId, { approval: "requested" });
  await instance.act(number, "hold", { comment: "network work" });
  await instance.act(number, "approve");
  expect(await calls.read(sysId)).toMatchObject({ state: "-3", on_hold: "true", on_hold_reason: "network work" });
  await instance.act(number, "unhold");
  expect((await calls.read(sysId))["state"]).toBe("-2");
  await calls.patch(sysId, { on_hold: true });
  const next = async () => {
    const { body } = await instance.call("GET", `${CHANGE}/${sysId}/nextstates`);
    return (body["result"] as { available_states: string[] }).available_states;
  };
  expect((await calls.patch(sysId, { state: "-1" })).text).toContain("on hold");
  expect(await next()).toEqual(["-2", "-5", "4"]);
  await calls.patch(sysId, { on_hold: false });
  expect(await next()).toEqual(["-2", "-1", "-5", "4"]);
  expect((await calls.patch(sysId, { state: "4" })).status).toBe(200);
  expect(await next()).toEqual(["4"]);
});

test("closing demands code and notes where the data policy says so, and no open tasks", async () => {
  const { number, sysId } = await calls.create("emergency");
  await calls.patch(sysId, { state: "-3" });
  await calls.until(sysId, { approval: "requested" });
  await instance.act(number, "approve");
  await calls.patch(sysId, { state: "-1" });
  const made = await instance.call("POST", `${CHANGE}/${sysId}/task`, { body: { short_description: "by hand" } });
  const taskId = (made.body["result"] as Shown)["sys_id"]?.value;
  await calls.patch(sysId, { state: "0" });
  const tasks = (await instance.call("GET", `${CHANGE}/${sysId}/task`)).body["result"] as Shown[];
  expect(tasks.map((task) => task["state"]?.value)).toEqual(["4", "4", "1"]);
  expect((await calls.patch(sysId, { state: "4" })).status).toBe(400);

  const refused = await calls.patch(sysId, { state: "3", close_code: "successful" });
  expect(refused).toMatchObject({ status: 403, body: { error: { detail: expect.stringContaining("Close notes") } } });
  const close = { state: "3", close_code: "unsuccessful", close_notes: "restored" };
  expect((await calls.patch(sysId, close)).text).toContain("CTASK");
  await instance.call("PATCH", `${CHANGE}/${sysId}/task/${taskId}`, { body: { state: "3" } });
  expect((await calls.patch(sysId, close)).status).toBe(200);

  const other = await calls.create("emergency");
  await instance.act(other.number, "force", { fields: { state: "0" } });
  await calls.settings({ closeFieldsRequired: false });
  expect((await calls.patch(other.sysId, { state: "3" })).status).toBe(200);
});

test("Implement goes to Review by itself when that is switched on, but not past a task made by hand", async () => {
  const [blocked, free] = [await calls.create(), await calls.create()];
  for (const { number, sysId } of [blocked, free]) {
    await instance.act(number, "force", { fields: { state: "-2" } });
    await calls.patch(sysId, { state: "-1" });
  }
  await instance.call("POST", `${CHANGE}/${blocked.sysId}/task`, { body: { short_description: "by hand" } });
  await calls.settings({ autoReviewMs: 0 });
  await calls.until(free.sysId, { state: "0" });
  const move = (await instance.truth()).findLast((effect) => effect.number === free.number && effect.to === "0");
  expect(move).toMatchObject({ actor: "system", cause: "instance" });
  expect((await calls.read(blocked.sysId))["state"]).toBe("-1");
});
