import { expect, test } from "vitest";
import type { PendingSweep, SweepPlace } from "../../adapters/store/drift-port.ts";
import { keepSchedules } from "./keep-schedules.ts";
import type { SweepSchedule } from "./sweep-schedule.ts";

const place = (account: string): SweepPlace => ({ cell: "local", account, region: "north" });

/** Rows and schedules in memory; each entry of `rounds` runs before a look at the rows, and after the last the keeper ends. */
async function keep(
  world: ReturnType<typeof makeWorld>,
  rounds: readonly (() => void)[],
  everyMs = 60_000,
): Promise<void> {
  const stopping = new AbortController();
  let round = 0;
  await keepSchedules({
    store: {
      sweepPlaces: async () => {
        rounds[round]?.();
        round += 1;
        if (world.isBroken) throw new Error("the database is away");
        return world.places;
      },
      pendingSweeps: async () => {
        if (round >= rounds.length) stopping.abort();
        return world.pending;
      },
    },
    schedules: {
      list: async () => {
        world.log.push("list");
        return [...world.schedules.values()];
      },
      put: async (schedule) => {
        world.log.push(`put ${schedule.id}`);
        world.schedules.set(schedule.id, schedule);
      },
      delete: async (id) => {
        world.log.push(`delete ${id}`);
        world.schedules.delete(id);
      },
      begin: async ({ sweepId }) => void world.log.push(`begin ${sweepId}`),
    },
    everyMs,
    lookEveryMs: 1,
    signal: stopping.signal,
    now: () => world.nowMs,
    onError: (error) => void world.errors.push(String(error)),
  });
}

function makeWorld() {
  return {
    places: [] as SweepPlace[],
    pending: [] as PendingSweep[],
    schedules: new Map<string, SweepSchedule>(),
    log: [] as string[],
    errors: [] as string[],
    isBroken: false,
    nowMs: 0,
  };
}

const nothing = () => undefined;

test("keepSchedules() makes one schedule for each place, once", async () => {
  const world = makeWorld();
  world.places = [place("1"), place("2")];
  await keep(world, [nothing, nothing, nothing]);
  expect(world.log).toEqual(["list", "put sweep/local/1/north", "put sweep/local/2/north"]);
});

test("keepSchedules() deletes the schedule of a place that has gone, and makes it again when it comes back", async () => {
  const world = makeWorld();
  world.places = [place("1")];
  await keep(world, [nothing, () => void (world.places = []), () => void (world.places = [place("1")])]);
  expect(world.log.slice(2)).toEqual(["delete sweep/local/1/north", "put sweep/local/1/north"]);
});

test("keepSchedules() sets the times of schedules that another interval has made, and leaves the others alone", async () => {
  const world = makeWorld();
  world.places = [place("1")];
  await keep(world, [nothing]);
  world.log.length = 0;
  await keep(world, [nothing]);
  expect(world.log).toEqual(["list"]);
  await keep(world, [nothing], 30_000);
  expect(world.log.slice(1)).toEqual(["list", "put sweep/local/1/north"]);
  expect(world.schedules.get("sweep/local/1/north")).toMatchObject({ everyMs: 30_000 });
});

test("keepSchedules() makes a schedule again that somebody has deleted, within a minute", async () => {
  const world = makeWorld();
  world.places = [place("1")];
  const lose = () => world.schedules.clear();
  await keep(world, [nothing, lose, () => void (world.nowMs = 60_000), nothing]);
  expect(world.log).toEqual(["list", "put sweep/local/1/north", "list", "put sweep/local/1/north"]);
});

test("keepSchedules() begins the sweeps that people have asked for, also while the places cannot be read", async () => {
  const world = makeWorld();
  world.pending = [{ ...place("1"), sweepId: "sw-1" }];
  world.isBroken = true;
  await keep(world, [nothing, () => void (world.isBroken = false)]);
  expect(world.log).toEqual(["list", "begin sw-1", "begin sw-1"]);
  expect(world.errors).toEqual(["Error: the database is away"]);
});
