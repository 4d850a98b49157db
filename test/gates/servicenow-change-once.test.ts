import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import type { FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import { approveAll, creationsOf, gateOn, inject, movesOf, notesOf, resetFake, setUp } from "./servicenow-world.ts";

let fake: FakeServiceNow;
beforeAll(async () => void (fake = await startFakeServiceNow("--approval-delay", "0")));
afterAll(async () => await fake.stop());
afterEach(async () => await resetFake(fake));

const standard = { type: "standard", template: "Deploy a service" } as const;
const creation = { method: "POST", path: "/change/normal" };

/** Calls of the product on the instance since the last look, as `POST /api/…`. */
async function requestCount(): Promise<number> {
  const { body } = await fake.call("GET", "/__sim/servicenow/requests");
  return (body["requests"] as unknown[]).length;
}

test.each([
  { name: "500 after its effect", fault: { kind: "500", afterEffect: true } },
  { name: "503 after its effect", fault: { kind: "503", afterEffect: true } },
  { name: "HTML with 200 after its effect", fault: { kind: "html-200", afterEffect: true } },
  { name: "a maintenance page after its effect", fault: { kind: "html-503", afterEffect: true } },
  { name: "half a document", fault: { kind: "truncated" } },
  { name: "no answer, as the connection broke off", fault: { kind: "reset-after-effect" } },
  { name: "no answer in time", fault: { kind: "timeout-after-effect" } },
  { name: "500 before its effect", fault: { kind: "500" } },
  { name: "HTML with 200 before its effect", fault: { kind: "html-200" } },
  { name: "a connection that broke off before its effect", fault: { kind: "reset-before-effect" } },
])("a creation that is answered with $name leads to one change", async ({ fault }) => {
  const gate = gateOn(fake, { patienceMs: 500 });
  await inject(fake, { match: creation, ...fault });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  expect(await gate.ask()).toMatchObject({ verdict: "wait", output: { number: expect.stringMatching(/^CHG/) } });
  expect(await creationsOf(fake, gate)).toBe(1);
  expect((await gate.truth()).filter(({ effect }) => effect === "create")).toHaveLength(1);
});

test("a creation that is refused says why, and is made once the reason is gone", async () => {
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "401" });
  await expect(gate.ask()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining("Required to provide Auth information"),
  });
  await gate.ask();
  expect(await creationsOf(fake, gate)).toBe(1);
});

test("a creation that is led to a login page is refused, and not taken for made", async () => {
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "login-redirect" });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_REFUSED", details: { status: 302 } });
  await gate.ask();
  expect(await creationsOf(fake, gate)).toBe(1);
});

test.each(["before intent", "after intent", "after wire", "before done"])(
  "a process that dies %s of a creation is followed by one that has one change",
  async (point) => {
    const gate = gateOn(fake);
    gate.dieAt = point;
    await expect(gate.ask()).rejects.toThrow(`died ${point}`);
    gate.dieAt = undefined;
    await gate.ask();
    expect(await creationsOf(fake, gate)).toBe(1);
    expect(await movesOf(gate)).toEqual(["-5>-4"]);
  },
);

test("an instance that ignores the correlation id is searched by title, and gets the id later", async () => {
  await setUp(fake, { ignoredStandardFields: ["correlation_id", "correlation_display"] });
  const gate = gateOn(fake, { config: standard });
  await inject(fake, { match: { method: "POST", path: "/standard/" }, kind: "500", afterEffect: true });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  expect(await creationsOf(fake, gate)).toBe(1);
  expect(await gate.change()).toMatchObject({ correlation_id: gate.key, correlation_display: "holdfast" });
});

test("a correlation id that is hidden from our account is looked for in titles, and not written again", async () => {
  await setUp(fake, { hiddenFields: ["correlation_id"] });
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "reset-after-effect" });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.ask();
  expect(await creationsOf(fake, gate)).toBe(1);
  expect((await gate.truth()).map(({ effect }) => effect)).toEqual(["create", "move", "ask"]);
});

test("a query that the instance does not understand adopts no change of others", async () => {
  const foreign = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const body = { short_description: `Theirs ${index}`, correlation_id: "theirs" };
      return await fake.call("POST", "/__sim/servicenow/changes", { body });
    }),
  );
  await setUp(fake, { missingColumns: ["correlation_id"] });
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "500", afterEffect: true });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.ask();
  expect(await creationsOf(fake, gate)).toBe(1);
  const theirs = foreign.map(({ body }) => body["number"]);
  const touched = (await fake.truth()).filter(({ number, cause }) => theirs.includes(number) && cause === "api");
  expect(touched).toEqual([]);
});

test("an instance that ignores every clause of the key opens no second change, and says that it cannot tell", async () => {
  await setUp(fake, { missingColumns: ["correlation_id", "short_description"] });
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      await fake.call("POST", "/api/sn_chg_rest/change/normal", { body: { short_description: "Earlier one of ours" } });
    }),
  );
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "500", afterEffect: true });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await expect(gate.ask()).rejects.toMatchObject({ message: expect.stringContaining("does not search") });
  expect(await creationsOf(fake, gate)).toBe(1);
});

test("of two changes with one key the oldest stays, and the younger is cancelled with a note that names it", async () => {
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "500", afterEffect: true });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  const late = { short_description: "late", correlation_id: gate.key };
  const { body } = await fake.call("POST", "/api/sn_chg_rest/change/normal", { body: late });
  const [{ number: lateNumber } = { number: undefined }] = (await fake.truth()).slice(-1);
  expect(body).toHaveProperty("result");
  await gate.ask();
  expect(gate.number()).not.toBe(lateNumber);
  gate.aheadMs = 60_000;
  await gate.ask();
  const twin = await fake.call("GET", `/__sim/servicenow/changes/${lateNumber}`);
  expect(twin.body).toMatchObject({
    state: "4",
    notes: [{ element: "work_notes", text: expect.stringContaining(`${gate.number()} is the one that counts`) }],
  });
  expect(await gate.change()).toMatchObject({ state: "-4" });
});

test("a submission whose answer was lost is made once", async () => {
  const gate = gateOn(fake);
  await inject(fake, { match: { method: "PATCH", body: '"state"' }, kind: "reset-after-effect" });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await gate.ask();
  expect(await movesOf(gate)).toEqual(["-5>-4"]);
});

test("a move to Implement whose answer was lost is made once, and passes", async () => {
  const gate = gateOn(fake);
  await gate.ask();
  await approveAll(fake, gate);
  await inject(fake, { match: { method: "PATCH" }, kind: "500", afterEffect: true });
  await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  expect((await movesOf(gate)).filter((move) => move === "-2>-1")).toHaveLength(1);
});

test.each(["html-200", "html-503", "500", "truncated"])(
  "a poll that is answered with %s passes nothing",
  async (kind) => {
    const gate = gateOn(fake, { config: standard });
    await gate.ask();
    await inject(fake, { match: { method: "GET" }, kind });
    await expect(gate.ask()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
    expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  },
);

test("a pause that the instance asks for is kept to the end, also by a restart, and is known of the creation", async () => {
  const gate = gateOn(fake);
  await inject(fake, { match: creation, kind: "429", retryAfter: 1200 });
  const answer = await gate.ask();
  expect(answer).toMatchObject({ verdict: "wait", reasons: [expect.stringContaining("asked for a pause")] });
  const lookAgainAt = "lookAgainAt" in answer ? Number(answer.lookAgainAt) : 0;
  expect(lookAgainAt - Date.now()).toBeGreaterThan(1_190_000);
  const before = await requestCount();
  gate.aheadMs = 1_190_000;
  expect(await gate.ask()).toMatchObject({ verdict: "wait", lookAgainAt });
  expect(await requestCount()).toBe(before);
  // The memory of the gate is lost: the ledger knows it, too.
  gate.memory = {};
  expect(await gate.ask()).toMatchObject({ verdict: "wait", reasons: [expect.stringContaining("asked for a pause")] });
  expect(await requestCount()).toBe(before);
  gate.aheadMs = 1_201_000;
  await gate.ask();
  expect(await creationsOf(fake, gate)).toBe(1);
});

test("a pause in the middle of a poll is kept, too", async () => {
  const gate = gateOn(fake, { config: standard });
  await gate.ask();
  await inject(fake, { match: { method: "GET" }, kind: "429", retryAfter: 60 });
  expect(await gate.ask()).toMatchObject({ verdict: "wait", reasons: [expect.stringContaining("asked for a pause")] });
  await expect(gate.finish()).rejects.toMatchObject({ code: "REMOTE_THROTTLED" });
  gate.aheadMs = 61_000;
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("a token that has ended is renewed once, in the middle of everything", async () => {
  const credentials = { clientId: "holdfast", clientSecret: "holdfast" };
  const gate = gateOn(fake, { config: standard, credentials });
  await gate.ask();
  await fake.call("POST", "/__sim/servicenow/tokens/revoke", { body: {} });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await fake.call("POST", "/__sim/servicenow/tokens/revoke", { body: {} });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3" });
  expect(await creationsOf(fake, gate)).toBe(1);
});

test("a person's account with an OAuth client works, and wrong credentials say so until they are right", async () => {
  const client = { username: "holdfast", clientId: "holdfast", clientSecret: "holdfast" };
  const wrong = gateOn(fake, { config: standard, credentials: { ...client, password: "old" } });
  await expect(wrong.ask()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining('connection "itsm" gets no token'),
  });
  const right = gateOn(fake, { config: standard, credentials: { ...client, password: "holdfast" } });
  expect(await right.ask()).toMatchObject({ verdict: "pass" });
});

test("answers of another shape are read all the same", async () => {
  await setUp(fake, { resultShape: "array", valueShape: "mixed" });
  const gate = gateOn(fake);
  await gate.ask();
  await approveAll(fake, gate);
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
  await gate.finish();
  expect(await gate.change()).toMatchObject({ state: "3" });
  expect(await notesOf(gate)).toHaveLength(1);
});

test("a simulated instance is refused where the connection does not call it one", async () => {
  const gate = gateOn(fake, { options: {} });
  await expect(gate.ask()).rejects.toMatchObject({ message: expect.stringContaining("simulated instance") });
  await expect(gate.ask()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining("set options.simulator: true"),
  });
});
