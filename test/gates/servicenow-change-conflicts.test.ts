import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import type { FakeServiceNow } from "../fakes/start-fake-servicenow.ts";
import { gateOn, inject, resetFake, setUp } from "./servicenow-world.ts";

let fake: FakeServiceNow;
beforeAll(async () => void (fake = await startFakeServiceNow("--approval-delay", "0")));
afterAll(async () => await fake.stop());
afterEach(async () => await resetFake(fake));

const planned = {
  type: "standard",
  template: "Deploy a service",
  configurationItem: "payments",
  window: { lasts: "1h" },
} as const;
const yearEnd = { name: "Year end", start: "2020-01-01 00:00:00", end: "2099-01-01 00:00:00" };

test("a blackout keeps the change waiting, and is named", async () => {
  await setUp(fake, { jobMs: 0, blackouts: [yearEnd] });
  const gate = gateOn(fake, { config: planned });
  const blocked = { verdict: "wait", reasons: [expect.stringContaining("conflicts with Year end (Blackout)")] };
  expect(await gate.ask()).toMatchObject(blocked);
  await setUp(fake, { blackouts: [] });
  gate.aheadMs = 5_000;
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("another change of the same item at the same time keeps it waiting", async () => {
  await setUp(fake, { jobMs: 0 });
  const other = gateOn(fake, { config: { ...planned, configurationItem: "search" } });
  await other.ask();
  const gate = gateOn(fake, { config: { ...planned, configurationItem: "search" } });
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    reasons: [expect.stringContaining(`conflicts with ${other.number()} (CI Already Scheduled)`)],
  });
});

test("a conflict does not count where the stage ignores them", async () => {
  await setUp(fake, { jobMs: 0, blackouts: [yearEnd] });
  const gate = gateOn(fake, { config: { ...planned, onConflict: "ignore" } });
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("nothing begins while conflicts are still looked for, and an empty list counts whatever the status says", async () => {
  const gate = gateOn(fake, { config: { ...planned, configurationItem: "shop" } });
  expect(await gate.ask()).toMatchObject({ verdict: "wait", reasons: [expect.stringContaining("being looked for")] });
  gate.aheadMs = 5_000;
  expect(await gate.ask()).toMatchObject({ verdict: "pass" });
});

test("conflicts that our account may not look for keep it waiting, with the way out", async () => {
  const gate = gateOn(fake, { config: { ...planned, configurationItem: "shop" } });
  await inject(fake, { match: { path: "/conflict" }, kind: "401", times: "forever" });
  expect(await gate.ask()).toMatchObject({
    verdict: "wait",
    isAlarming: true,
    reasons: [expect.stringContaining("set onConflict: ignore")],
  });
});
