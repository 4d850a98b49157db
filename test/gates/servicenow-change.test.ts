import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { servicenowChange } from "../../activities/gates/servicenow-change.ts";
import { startFakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import type { FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import { approveAll, creationsOf, gateOn, movesOf, resetFake, setUp } from "./servicenow-world.ts";

const HOUR_MS = 3_600_000;

let fake: FakeServiceNow;
beforeAll(async () => void (fake = await startFakeServiceNow("--approval-delay", "0")));
afterAll(async () => await fake.stop());
afterEach(async () => await resetFake(fake));

test.each(servicenowChange.examples)("servicenow-change accepts its documented example %j", (example) => {
  expect(servicenowChange.config.safeParse(example).error).toBeUndefined();
});

test.each([
  { name: "a standard change without a template", config: { type: "standard" } },
  { name: "a template of a normal change", config: { template: "Deploy a service" } },
  { name: "a template and a model", config: { type: "standard", template: "Deploy a service", model: "m" } },
  { name: "a normal change that goes on without authorisation", config: { proceedWithoutAuthorisation: ["ada"] } },
  { name: "an unknown key", config: { team: "a" } },
])("servicenow-change refuses $name", ({ config }) => {
  expect(servicenowChange.config.safeParse({ connection: "itsm", ...config }).success).toBe(false);
});

test("a normal change is opened once, submitted, approved, implemented and closed", async () => {
  const gate = gateOn(fake, { config: { configurationItem: "shop" } });
  const asked = await gate.askUntil({ verdict: "wait", waitsOn: expect.stringContaining("Ada Park") });
  expect(asked).toMatchObject({
    reasons: [`${gate.number()} (simulated) is in -4 (Assess)`],
    waitsOn: `approval of ${gate.number()} (simulated) by Ada Park, Ben Osei`,
  });
  await approveAll(fake, gate);
  expect(await gate.ask()).toMatchObject({
    verdict: "pass",
    reasons: [`${gate.number()} (simulated) is in -1 (Implement)`],
    output: { number: gate.number(), url: `${fake.url}/#${gate.number()}` },
  });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await gate.finish();
  expect(await movesOf(gate)).toEqual(["-5>-4", "-4>-3", "-3>-2", "-2>-1", "-1>0", "0>3"]);
  expect(await creationsOf(fake, gate)).toBe(1);
  expect(await gate.change()).toMatchObject({
    state: "3",
    close_code: "successful",
    short_description: `Deploy shop 1.1.0 to shop-prod [${gate.key}]`,
    correlation_id: gate.key,
    correlation_display: "holdfast",
    implementation_plan: expect.stringContaining("- update api: artifact\n- keep database"),
    backout_plan: expect.stringContaining("restores the components to release 1.0.0"),
    justification: "the release of the month",
  });
});

test("it opens nothing before the plan is made, which the change carries", async () => {
  const gate = gateOn(fake, { promotion: { plannedChanges: [] } });
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    reasons: ["the plan that the change carries is being made"],
  });
  expect(await creationsOf(fake, gate)).toBe(0);
  gate.aheadMs = 60_000;
  await gate.ask();
  expect(await creationsOf(fake, gate)).toBe(1);
});

test("a standard change passes at once, by the name of its template, and has the plan as a note", async () => {
  const gate = gateOn(fake, { config: { type: "standard", template: "Deploy a service" } });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await gate.finish();
  expect(await movesOf(gate)).toEqual(["-5>-2", "-2>-1", "-1>0", "0>3"]);
  expect((await gate.truth()).filter(({ text }) => String(text).includes("- update api: artifact"))).toHaveLength(1);
});

test.each([
  { name: "unknown", template: "Deploy a spaceship", problem: "there is no active" },
  { name: "retired", template: "Deploy by hand", problem: "there is no active" },
])("a standard change with a template that is $name opens nothing, and says so", async ({ template, problem }) => {
  const gate = gateOn(fake, { config: { type: "standard", template } });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_REFUSED", message: expect.stringContaining(problem) });
  expect(await creationsOf(fake, gate)).toBe(0);
});

test("an emergency skips Assess", async () => {
  const gate = gateOn(fake, { config: { type: "emergency" } });
  await gate.ask();
  await approveAll(fake, gate);
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  expect(await movesOf(gate)).toEqual(["-5>-3", "-3>-2", "-2>-1"]);
});

test("an emergency goes on before it is authorised for the people named, and for nobody else", async () => {
  const config = { type: "emergency" as const, proceedWithoutAuthorisation: ["ada"] };
  const ada = gateOn(fake, { config });
  expect(await ada.ask()).toMatchObject({
    verdict: "pass",
    reasons: [`${ada.number()} (simulated) is not authorised yet; this emergency may go on without it`],
  });
  expect((await ada.truth()).filter(({ text }) => String(text).includes("asked for by ada"))).toHaveLength(1);
  const ben = gateOn(fake, { config, promotion: { actor: "ben" } });
  expect(await ben.ask()).toMatchObject({ verdict: "wait" });
});

test("a rejected change rejects the promotion with the approver's comment, though it is back in New", async () => {
  const gate = gateOn(fake);
  await gate.askUntil({ verdict: "wait", reasons: [expect.stringContaining("-4 (Assess)")] });
  await fake.act(gate.number(), "reject", { as: "ada.park", comment: "not before the weekend" });
  expect((await gate.change())["state"]).toBe("-5");
  expect(await gate.ask()).toMatchObject({
    verdict: "reject",
    reasons: [
      `Ada Park rejected ${gate.number()} (simulated): not before the weekend`,
      `amend ${gate.number()} (simulated), submit it again, and promote again with its number`,
    ],
  });
});

test("a change that was set back to New keeps the promotion waiting, is not submitted by us, and goes on later", async () => {
  const gate = gateOn(fake);
  await gate.askUntil({ verdict: "wait", reasons: [expect.stringContaining("-4 (Assess)")] });
  await fake.act(gate.number(), "revert");
  const planning = { verdict: "wait", reasons: [expect.stringContaining("was set back to New")] };
  expect(await gate.ask()).toMatchObject(planning);
  // Also where the look that submitted it was never recorded.
  gate.memory = {};
  expect(await gate.ask()).toMatchObject(planning);
  expect(await movesOf(gate)).toEqual(["-5>-4", "-4>-5"]);
  await fake.act(gate.number(), "submit");
  await approveAll(fake, gate);
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("a change on hold waits, also after it had passed, and goes on when it is released", async () => {
  const gate = gateOn(fake, { config: { type: "standard", template: "Deploy a service" } });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await fake.act(gate.number(), "hold", { comment: "storm in the north" });
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    reasons: [`${gate.number()} (simulated) is on hold: storm in the north`],
  });
  await fake.act(gate.number(), "unhold");
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("a window that is not open yet is waited for, also when it is moved meanwhile", async () => {
  const window = { startsIn: "2h", lasts: "1h" };
  const gate = gateOn(fake, { config: { type: "standard", template: "Deploy a service", window } });
  const early = await gate.ask();
  expect(early).toMatchObject({ verdict: "wait", earliestAt: expect.any(Number), lookAgainAt: expect.any(Number) });
  const startMs = "earliestAt" in early ? Number(early.earliestAt) : 0;
  expect(Math.abs(startMs - (Date.now() + 2 * HOUR_MS))).toBeLessThan(10_000);
  const start = new Date(startMs + HOUR_MS).toISOString();
  await fake.act(gate.number(), "reschedule", { start, end: new Date(startMs + 2 * HOUR_MS).toISOString() });
  gate.aheadMs = 2 * HOUR_MS + 10_000;
  expect(await gate.ask()).toMatchObject({ verdict: "wait", earliestAt: startMs + HOUR_MS });
  expect(await movesOf(gate)).toEqual(["-5>-2"]);
  gate.aheadMs = 3 * HOUR_MS + 10_000;
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("a missed window waits for people to plan again, and passes when they have", async () => {
  const window = { startsIn: "1h", lasts: "1h" };
  const gate = gateOn(fake, { config: { type: "standard", template: "Deploy a service", window } });
  await gate.ask();
  gate.aheadMs = 3 * HOUR_MS;
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    isAlarming: true,
    reasons: [expect.stringContaining("was missed")],
  });
  const end = new Date(Date.now() + 5 * HOUR_MS).toISOString();
  await fake.act(gate.number(), "reschedule", { end });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("a change that a person cancels rejects the promotion, and says who did it", async () => {
  const gate = gateOn(fake, { config: { submit: "person-submits" } });
  expect(await gate.ask()).toMatchObject({ verdict: "wait", reasons: [expect.stringMatching(/^submit CHG/)] });
  await fake.act(gate.number(), "cancel", { as: "eve.lind", comment: "not needed" });
  expect(await gate.ask()).toMatchObject({
    verdict: "reject",
    reasons: [`${gate.number()} (simulated) was cancelled by eve.lind`],
  });
});

test("a change that people implement and close by themselves rejects the promotion", async () => {
  const config = { type: "standard", template: "Deploy a service", implement: "person-implements" } as const;
  const gate = gateOn(fake, { config });
  expect(await gate.ask()).toMatchObject({ verdict: "wait", waitsOn: expect.stringContaining("a person who moves") });
  await setUp(fake, { spawnTasks: false });
  await fake.act(gate.number(), "implement");
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await fake.act(gate.number(), "review");
  await fake.act(gate.number(), "close", { comment: "done by hand" });
  expect(await gate.ask()).toMatchObject({
    verdict: "reject",
    reasons: [expect.stringContaining("3 (Closed) already")],
  });
});

test("a change that is deleted is waited for with an alarm, and no other is opened", async () => {
  const gate = gateOn(fake);
  await gate.ask();
  await fake.act(gate.number(), "delete");
  const gone = { verdict: "wait", isAlarming: true, reasons: [expect.stringContaining("cannot be seen any more")] };
  expect(await gate.ask()).toMatchObject(gone);
  gate.memory = {};
  expect(await gate.ask()).toMatchObject(gone);
  expect(await creationsOf(fake, gate)).toBe(0);
});

test("a change that nobody is asked about raises an alarm after five minutes", async () => {
  await setUp(fake, { approvalPolicy: "nobody" });
  const gate = gateOn(fake);
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    reasons: [expect.stringContaining("nobody has been asked yet")],
  });
  gate.aheadMs = 5 * 60_000;
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    isAlarming: true,
    reasons: [expect.stringContaining("nobody has been asked to approve it")],
  });
});

test("a change without an assignment group is not submitted", async () => {
  const gate = gateOn(fake, { config: { assignmentGroup: "No such group" } });
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    isAlarming: true,
    reasons: [expect.stringContaining("no assignment group")],
  });
  expect(await movesOf(gate)).toEqual([]);
});

test("a state that is not mapped waits with an alarm, and is one of ours once it is mapped", async () => {
  await setUp(fake, { stateLabels: { "12": "CAB review" } });
  const gate = gateOn(fake);
  await gate.ask();
  await fake.act(gate.number(), "force", { fields: { state: "12" } });
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    isAlarming: true,
    reasons: [`${gate.number()} (simulated) is in a state that is not mapped: 12 (CAB review)`],
  });
  const mapped = gateOn(fake, {
    supplied: gate.number(),
    options: { simulator: true, stateMap: { authorize: [-3, 12] } },
  });
  expect(await mapped.ask()).toMatchObject({ verdict: "wait", reasons: [expect.stringContaining("12 (CAB review)")] });
});
