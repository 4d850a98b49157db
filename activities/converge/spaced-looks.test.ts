import { expect, test } from "vitest";
import { convergeWorld } from "../../test/engine/converge-world.ts";
import { likelyTookMs, spacedLookInMs } from "./spaced-looks.ts";

const MINUTE = 60_000;

test.each([
  ["just begun: when it may well be there", { elapsedMs: 0, expectedMs: 10 * MINUTE }, 7.5 * MINUTE],
  ["begun a while ago: then, too", { elapsedMs: 3 * MINUTE, expectedMs: 10 * MINUTE }, 4.5 * MINUTE],
  ["likely there: after 3 % of the time so far", { elapsedMs: 10 * MINUTE, expectedMs: 10 * MINUTE }, 18_000],
  ["late: after 3 % of the time so far", { elapsedMs: 30 * MINUTE, expectedMs: 10 * MINUTE }, 54_000],
  ["quick: as far apart as looks are to be", { elapsedMs: 20_000, expectedMs: 20_000 }, 6_000],
  ["made at once: as far apart as looks are to be", { elapsedMs: 0, expectedMs: 3_000 }, 6_000],
])("the next look at a creation that is %s", (_what, times, inMs) => {
  expect(spacedLookInMs({ call: "create", apartMs: 6_000, ...times })).toBe(inMs);
});

test.each([
  ["just begun: as far apart as looks are to be", 0, 6_000],
  ["in its second minute: after a tenth of the time so far", 100_000, 10_000],
])("the next look at a change that is %s", (_what, elapsedMs, inMs) => {
  expect(spacedLookInMs({ call: "update", apartMs: 6_000, elapsedMs, expectedMs: 10 * MINUTE })).toBe(inMs);
});

test.each([
  ["the first look: seven tenths of the time so far", 450_000, 315_000],
  ["a later look: half of the time since the look before less", 515_000, 507_500],
])("what is found by %s is what it is taken to have taken", (_what, elapsedMs, tookMs) => {
  expect(likelyTookMs({ elapsedMs, expectedMs: 10 * MINUTE, apartMs: 6_000 })).toBe(tookMs);
});

const changing = { state: "changing" as const };

test("what costs calls to look at is left alone until it may be there", async () => {
  const world = convergeWorld({
    row: { expectedMs: 600_000, readyWithinMs: 3_600_000 },
    driver: { looksApartMs: 6_000 },
  });
  world.looks.push({ state: "absent" });
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 450_000 });
  expect(world.log).toEqual(["intend create i1", "apply i1", "done create i1"]);
  expect(world.looks).toEqual([]);
});

test("where it was begun counts, not where this operation began to wait for its place", async () => {
  const world = convergeWorld({
    row: { expectedMs: 600_000, readyWithinMs: 3_600_000 },
    driver: { looksApartMs: 6_000 },
  });
  world.looks.push({ state: "absent" });
  await world.attempt();
  world.clock.nowMs += 490_000;
  world.looks.push({ ...changing, since: world.clock.nowMs - 100_000 });
  expect(await world.attempt()).toEqual({ state: "waits", lookAgainInMs: 350_000 });
  world.looks.push({ state: "ready", outputs: {}, since: world.clock.nowMs - 500_000 });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.readies).toMatchObject([{ tookMs: 500_000 - (500_000 * 0.03) / 1.03 / 2 }]);
});
