import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import type { FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import { approveAll, creationsOf, gateOn, inject, movesOf, notesOf, resetFake, setUp } from "./servicenow-world.ts";
import type { GateUnderTest, GateWish } from "./servicenow-world.ts";

let fake: FakeServiceNow;
beforeAll(async () => void (fake = await startFakeServiceNow("--approval-delay", "0")));
afterAll(async () => await fake.stop());
afterEach(async () => await resetFake(fake));

const standard = { type: "standard", template: "Deploy a service" } as const;
const cancelled = { outcome: "Cancelled", reason: "ada cancelled it", hasActed: false, runs: "1.0.0" } as const;

/** A gate that has passed with a standard change. */
async function passed(wish: GateWish = {}): Promise<GateUnderTest> {
  const gate = gateOn(fake, { ...wish, config: { ...standard, ...wish.config } });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  return gate;
}

/** A change that a person has opened and got approved. */
async function suppliedChange(fields: Record<string, string> = {}): Promise<string> {
  const { body } = await fake.call("POST", "/__sim/servicenow/changes", {
    body: { short_description: "Mine", ...fields },
  });
  return String(body["number"]);
}

test.each([
  { name: "verified", end: {}, code: "successful", says: "has ended: Verified." },
  { name: "verified after retries", end: { hadIssues: true }, code: "successful_issues", says: "Verified" },
  {
    name: "restored",
    end: { outcome: "Restored", reason: "http-check failed", runs: "1.0.0" },
    code: "unsuccessful",
    says: "http-check failed\nshop-prod runs 1.0.0.",
  },
  {
    name: "cancelled before anything was changed",
    end: cancelled,
    code: "unsuccessful",
    says: "ada cancelled it\nNothing was changed.",
  },
] as const)("a change in Implement whose promotion is $name is closed as $code", async ({ end, code, says }) => {
  const gate = await passed();
  await gate.finish(end);
  expect(await gate.change()).toMatchObject({
    state: "3",
    close_code: code,
    close_notes: expect.stringContaining(says),
  });
  const notes = (await notesOf(gate)).filter((note) => note.includes(says));
  expect(notes).toEqual([expect.stringMatching(/It is closed\.\n\(ref hf-[0-9a-z]{16}\)$/)]);
});

test("closing again changes nothing", async () => {
  const gate = await passed();
  await gate.finish();
  const before = await gate.truth();
  await gate.finish();
  expect(await gate.truth()).toEqual(before);
});

test("close codes are those of the instance", async () => {
  const gate = await passed({ config: { closeCodes: { successful: "done" } } });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ close_code: "done" });
});

test.each([
  { closeTo: "implement", state: "-1", code: "", says: "Review and close it by hand." },
  { closeTo: "review", state: "0", code: "successful", says: "It goes to Review: close it by hand." },
] as const)("a change is brought to $closeTo where the stage says so", async ({ closeTo, state, code, says }) => {
  const gate = await passed({ config: { closeTo } });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state, close_code: code });
  expect((await notesOf(gate)).at(-1)).toContain(says);
});

test("a change that went to Review by itself before us is closed all the same", async () => {
  await setUp(fake, { autoReviewMs: 0 });
  const gate = await passed();
  await gate.askUntil({ verdict: "pass", reasons: [expect.stringContaining("moved on to 0 (Review) by itself")] });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3", close_code: "successful" });
  expect((await movesOf(gate)).filter((move) => move === "-1>0")).toHaveLength(1);
});

test.each([
  { name: "500 after its effect", fault: { kind: "500", afterEffect: true } },
  { name: "a connection that broke off", fault: { kind: "reset-after-effect" } },
])("a step of the closing that is answered with $name is not made twice", async ({ fault }) => {
  const gate = await passed();
  await inject(fake, { match: { method: "PATCH", body: "close_code" }, ...fault });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.finish();
  expect((await gate.truth()).filter(({ effect }) => effect === "close")).toHaveLength(1);
  expect((await notesOf(gate)).filter((note) => note.includes("has ended"))).toHaveLength(1);
});

test("a note whose answer was lost is there once", async () => {
  const gate = await passed();
  await inject(fake, { match: { method: "PATCH", body: "has ended" }, kind: "reset-after-effect" });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.finish();
  expect((await notesOf(gate)).filter((note) => note.includes("has ended"))).toHaveLength(1);
  expect(await gate.change()).toMatchObject({ state: "3" });
});

test("a note that never arrived is sent again", async () => {
  const gate = await passed();
  await inject(fake, { match: { method: "PATCH", body: "has ended" }, kind: "reset-before-effect" });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.finish();
  expect((await notesOf(gate)).filter((note) => note.includes("has ended"))).toHaveLength(1);
});

test("a note that meets a refused login is added once the account is let in again, and only then is the change closed", async () => {
  const gate = await passed();
  await inject(fake, { kind: "401", match: { method: "PATCH", body: "work_notes" } });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_REFUSED" });
  expect(await gate.change()).toMatchObject({ state: "-1" });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3" });
  expect((await notesOf(gate)).filter((note) => note.includes("It is closed."))).toHaveLength(1);
});

test("a note that somebody goes on unauthorised is added at the end where it could not be before", async () => {
  const gate = gateOn(fake, { config: { type: "emergency", proceedWithoutAuthorisation: ["ada"] } });
  await inject(fake, { kind: "500", match: { method: "PATCH", body: "work_notes" } });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await gate.finish();
  expect((await notesOf(gate)).filter((note) => note.includes("asked for by ada"))).toHaveLength(1);
});

test("a twin is cancelled only once its note is there, and the gate passes meanwhile", async () => {
  const gate = await passed();
  const twin = await suppliedChange({ correlation_id: gate.key });
  gate.aheadMs = 61_000;
  await inject(fake, { kind: "500", match: { method: "PATCH", body: "opened twice" }, times: 2 });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.finish();
  const { body } = await fake.call("GET", `/__sim/servicenow/changes/${twin}`);
  expect(body).toMatchObject({ state: "4", notes: [{ text: expect.stringContaining("is the one that counts") }] });
});

test("a note that nobody could see again is not sent twice", async () => {
  await setUp(fake, { hiddenJournal: true });
  const gate = await passed();
  await inject(fake, { match: { method: "PATCH", body: "has ended" }, kind: "reset-after-effect" });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.finish();
  expect((await notesOf(gate)).filter((note) => note.includes("has ended"))).toHaveLength(1);
  expect(await gate.change()).toMatchObject({ state: "3" });
});

test("a refused note leaves no change open", async () => {
  const gate = await passed();
  await inject(fake, { match: { method: "PATCH", body: "has ended" }, kind: "login-redirect" });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3" });
});

test("an open task that a person has made keeps the change open, and is named", async () => {
  const gate = await passed();
  const path = `/api/sn_chg_rest/change/${String(gate.output["sysId"])}/task`;
  const { body } = await fake.call("POST", path, { body: { short_description: "Tell the shops" } });
  expect(body).toHaveProperty("result");
  await expect(gate.finish()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringMatching(/has open tasks, close them: CTASK\d+$/),
  });
  const { tasks } = await gate.change();
  const open = (tasks as Record<string, string>[]).find(({ active }) => active === "true");
  await fake.call("PATCH", `${path}/${open?.["sys_id"]}`, { body: { state: "3" } });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3" });
});

test("a hold during the operation stops nothing, and is told in the note", async () => {
  const gate = await passed({ config: { closeTo: "implement" } });
  await fake.act(gate.number(), "hold", { comment: "storm" });
  await gate.finish();
  expect((await notesOf(gate)).at(-1)).toContain("It was put on hold meanwhile");
});

test("a deploy that outlasts its window is told in the note", async () => {
  const gate = await passed({ config: { window: { lasts: "1h" } } });
  gate.aheadMs = 2 * 3_600_000;
  await gate.finish();
  expect((await notesOf(gate)).at(-1)).toContain("It overran: the window ended at");
  expect(await gate.change()).toMatchObject({ state: "3", close_code: "successful" });
});

test("a change that waits for approval is cancelled with the reason when its promotion ends", async () => {
  const gate = gateOn(fake);
  await gate.ask();
  await gate.finish(cancelled);
  expect(await gate.change()).toMatchObject({ state: "4" });
  expect(await notesOf(gate)).toEqual([
    expect.stringContaining("ada cancelled it\nNothing was changed.\nIt is cancelled."),
  ]);
});

test("a scheduled change is cancelled, too", async () => {
  const gate = gateOn(fake, { config: { implement: "person-implements" } });
  await gate.ask();
  await approveAll(fake, gate);
  await gate.finish(cancelled);
  expect(await movesOf(gate)).toEqual(["-5>-4", "-4>-3", "-3>-2", "-2>4"]);
});

test("a change whose creation was unclear is found and cancelled, when its promotion ends before it was asked again", async () => {
  const gate = gateOn(fake);
  await inject(fake, { match: { method: "POST" }, kind: "500", afterEffect: true });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.finish(cancelled);
  const last = (await fake.truth()).filter(({ correlationId }) => correlationId === gate.key).at(-1);
  expect(last).toMatchObject({ effect: "cancel" });
});

test("nothing is opened at the end", async () => {
  const gate = gateOn(fake);
  await gate.finish(cancelled);
  expect(await creationsOf(fake, gate)).toBe(0);
});

test("a rejected change is left to be amended, with a note", async () => {
  const gate = gateOn(fake);
  await gate.askUntil({ waitsOn: expect.stringContaining("Ada Park") });
  await fake.act(gate.number(), "reject", { comment: "too risky" });
  await gate.ask();
  await gate.finish({ ...cancelled, outcome: "Rejected" });
  expect(await gate.change()).toMatchObject({ state: "-5", approval: "rejected" });
  expect((await notesOf(gate)).at(-1)).toContain("amend it and promote again with its number");
});

test("a change that was cancelled by hand stays as it is", async () => {
  const gate = gateOn(fake);
  await gate.ask();
  await fake.act(gate.number(), "cancel");
  const before = await gate.truth();
  await gate.finish({ ...cancelled, outcome: "Rejected" });
  expect(await gate.truth()).toEqual(before);
});

test("a change that was deleted has nothing to close", async () => {
  const gate = await passed();
  await fake.act(gate.number(), "delete");
  await expect(gate.finish()).resolves.toBeUndefined();
});

test("an emergency that went on without authorisation is left open to be authorised", async () => {
  const gate = gateOn(fake, { config: { type: "emergency", proceedWithoutAuthorisation: ["ada"] } });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "-3" });
  expect((await notesOf(gate)).at(-1)).toContain("authorise and close it by hand");
});

test("a supplied change is used, no other is opened, and it is closed after the deploy", async () => {
  const supplied = await suppliedChange();
  const gate = gateOn(fake, { supplied });
  await fake.act(supplied, "submit");
  expect(await gate.ask()).toMatchObject({ verdict: "wait", output: { number: supplied } });
  await approveAll(fake, gate);
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3", close_code: "successful", short_description: "Mine" });
  expect(await creationsOf(fake, gate)).toBe(0);
});

test("a supplied change that was not used gets a note, and is not cancelled", async () => {
  const gate = gateOn(fake, { supplied: await suppliedChange() });
  await gate.ask();
  await gate.finish(cancelled);
  expect(await gate.change()).toMatchObject({ state: "-5" });
  expect((await notesOf(gate)).at(-1)).toContain("so it stays as it is");
});

test.each([
  { name: "is no number", supplied: async () => "CHG1^ORnumber=CHG2", says: "is no change number" },
  {
    name: "is for something else",
    supplied: async () => await suppliedChange({ cmdb_ci: "search" }),
    says: "is for search, not for shop",
  },
  {
    name: "is over",
    supplied: async () => {
      const number = await suppliedChange({ cmdb_ci: "shop" });
      await fake.act(number, "cancel");
      return number;
    },
    says: "was cancelled by",
  },
])("a supplied change that $name rejects the promotion, and no other is opened", async ({ supplied, says }) => {
  const gate = gateOn(fake, { supplied: await supplied(), config: { configurationItem: "shop" } });
  expect(await gate.ask()).toMatchObject({ verdict: "reject", reasons: [expect.stringContaining(says)] });
  expect(await creationsOf(fake, gate)).toBe(0);
});

test("a supplied change that cannot be seen is waited for with an alarm", async () => {
  const gate = gateOn(fake, { supplied: "CHG9999999" });
  const unseen = { verdict: "wait", isAlarming: true, reasons: [expect.stringContaining("CHG9999999 cannot be seen")] };
  expect(await gate.ask()).toMatchObject(unseen);
  expect(await creationsOf(fake, gate)).toBe(0);
});
