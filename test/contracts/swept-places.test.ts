import { afterAll, beforeAll, expect, test } from "vitest";
import { driftWorld, type DriftWorld, JUDGE } from "../setup/drift-world.ts";

let world: DriftWorld;
beforeAll(async () => void (world = await driftWorld()), 60_000);
afterAll(async () => await world.close());

const place = (region: string) => ({ cell: "local", account: "swept", region });

test("sweptPlaces() tells when each place was last looked at, and since when nobody could look at it", async () => {
  for (const region of ["new", "seen", "unseen"])
    await world.bringUpWatched(region, { baseline: { account: "swept", region } });
  const sweep = async (id: string, region: string, state: "succeeded" | "partial" | "failed") => {
    await world.store.beginSweep(id, place(region));
    return await world.store.endSweep(id, { state, reason: "" }, JUDGE);
  };
  const first = await sweep("sw-1", "seen", "succeeded");
  const looked = await sweep("sw-2", "seen", "partial");
  await sweep("sw-3", "seen", "failed");
  const tried = await sweep("sw-4", "unseen", "failed");
  const found = (await world.store.sweptPlaces()).filter(({ account }) => account === "swept");
  expect(found).toEqual([
    place("new"),
    { ...place("seen"), lookedAt: looked.endedAt, triedAt: first.startedAt },
    { ...place("unseen"), triedAt: tried.startedAt },
  ]);
});

test("runningSweeps() answers those that have begun and not ended", async () => {
  await world.store.beginSweep("sw-running", place("new"));
  expect(await world.store.runningSweeps()).toEqual([{ ...place("new"), sweepId: "sw-running" }]);
  await world.store.endSweep("sw-running", { state: "succeeded", reason: "" }, JUDGE);
  expect(await world.store.runningSweeps()).toEqual([]);
});
