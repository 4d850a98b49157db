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
])("the next look at what is %s", (_what, times, inMs) => {
  expect(spacedLookInMs({ apartMs: 6_000, ...times })).toBe(inMs);
});

test.each([
  ["just begun: as far apart as looks are to be", 0, 6_000],
  ["in its second minute: after a tenth of the time so far", 100_000, 10_000],
])("the next look at what nobody knows the usual time of, and is %s", (_what, elapsedMs, inMs) => {
  expect(spacedLookInMs({ apartMs: 6_000, elapsedMs })).toBe(inMs);
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

const DIFFERS = { state: "differs" as const, fields: ["config.size"], replace: false };

test.each([
  ["that nobody knows the usual time of", {}, [12_000, 20_000]],
  ["that usually takes long", { updateMs: 600_000 }, [450_000, 250_000]],
])("a change %s is counted from its operation on, however old what it changes is", async (_what, learned, inMs) => {
  const world = convergeWorld({
    row: { expectedMs: 600_000, readyWithinMs: 3_600_000, ...learned },
    driver: { looksApartMs: 12_000 },
  });
  const bornAt = world.clock.nowMs;
  world.looks.push({ state: "absent" });
  await world.attempt();
  world.clock.nowMs += 86_400_000;
  world.records.takeTurn("operation-2");
  world.looks.push(DIFFERS, { ...changing, since: bornAt });
  const begunAt = world.clock.nowMs;
  const results = [await world.attempt()];
  world.clock.nowMs = begunAt + 200_000;
  results.push(await world.attempt());
  expect(results).toEqual(inMs.map((lookAgainInMs) => ({ state: "waits", lookAgainInMs })));
});

test.each([
  ["is handed to the call that follows at once", {}, ["as it is"]],
  ["is not, where something else was looked at between", { action: "revert" as const }, [undefined]],
])("what a look has told %s", async (_what, row, given) => {
  const seen: unknown[] = [];
  const world = convergeWorld({
    row: { expectedMs: 600_000, readyWithinMs: 3_600_000, ...row },
    driver: { looksApartMs: 12_000, apply: async (subject) => void seen.push(subject.seen) },
  });
  world.looks.push({ ...DIFFERS, seen: "as it is" });
  await world.attempt();
  expect(seen).toEqual(given);
});
