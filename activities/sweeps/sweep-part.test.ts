import { expect, test } from "vitest";
import { OrchestratorError } from "../../domain/errors.ts";
import { changed, FIELDS, sweepWorld, uidOf } from "../../test/setup/sweep-world.ts";

const KINDS = ["listed", "single"] as const;

test.each(KINDS)("a clean place writes no finding and reads no baseline: %s", async (kind) => {
  const world = sweepWorld({ kind, count: 45 });
  const { counts, problems, cursor } = await world.part();
  expect({ ...counts, calls: 0 }).toEqual({
    looked: 45,
    clean: 45,
    drifted: 0,
    stale: 0,
    busy: 0,
    failed: 0,
    calls: 0,
  });
  expect([problems, cursor]).toEqual([[], undefined]);
  expect(world.records.calls).toMatchObject({ baselines: 0, record: 0, learn: 0, wake: 0 });
});

test("a listing takes one call for each page", async () => {
  expect((await sweepWorld({ kind: "listed", count: 45 }).part()).counts.calls).toBe(5);
});

test.each(KINDS)("what differs is found with its fields: %s", async (kind) => {
  const world = sweepWorld({ kind, count: 30 });
  world.there.set(uidOf(7), changed({ "config.size": "large" }));
  world.there.delete(uidOf(12));
  const { counts } = await world.part();
  expect([...world.records.findings]).toEqual([
    [uidOf(7), [{ path: "config.size", class: "changed", wanted: "small", seen: "large" }]],
    [uidOf(12), [{ path: "component", class: "missing", wanted: "there" }]],
  ]);
  expect(counts).toMatchObject({ looked: 30, clean: 28, drifted: 2 });
});

test("who compares many lets others have their turn", async () => {
  const turnsFor = async (count: number) => {
    const world = sweepWorld({ count, pageSize: 100 });
    for (const uid of world.there.keys()) world.there.set(uid, changed({ "config.size": "large" }));
    let turns = 0;
    Object.assign(world, { ports: { ...world.ports, turn: async () => void (turns += 1) } });
    await world.part();
    return turns;
  };
  expect((await turnsFor(100)) - (await turnsFor(25))).toBeGreaterThanOrEqual(10);
});

test("what is gone and watched wakes its environment, and is no finding", async () => {
  const world = sweepWorld({ kind: "single", count: 3, hasCheck: true });
  world.there.delete(uidOf(1));
  await world.part();
  expect(world.records.wakes).toEqual([
    { componentUid: uidOf(1), incarnation: 1, reason: "gone", detail: "nothing is there" },
  ]);
  expect(world.records.findings.size).toBe(0);
});

test("what changes by itself is neither clean nor a finding", async () => {
  const world = sweepWorld({ kind: "single", count: 2 });
  world.there.set(uidOf(0), { state: "changing" });
  expect((await world.part()).counts).toMatchObject({ looked: 2, clean: 1, drifted: 0 });
});

test("who is not well is a finding, however it looks", async () => {
  const world = sweepWorld({ kind: "single", count: 1 });
  world.there.set(uidOf(0), { state: "seen", fields: FIELDS, unhealthy: "GET /?key=hunter2 answered 503" });
  await world.part();
  expect(world.records.findings.get(uidOf(0))).toEqual([
    { path: "health", class: "unhealthy", seen: "GET /?key=*** answered 503" },
  ]);
});

test("a finding ends once its component is as wanted again", async () => {
  const world = sweepWorld({ count: 2 });
  world.records.findings.set(uidOf(1), [{ path: "config.size", class: "changed" }]);
  expect((await world.part()).counts).toMatchObject({ clean: 2, drifted: 0 });
  expect(world.records.findings.size).toBe(0);
});

test("a secret is recorded as its hash wherever somebody has put it", async () => {
  const world = sweepWorld({ count: 1 });
  world.there.set(uidOf(0), changed({ "config.key": "other", "config.copy": "key=hunter2" }));
  await world.part();
  expect(world.records.findings.get(uidOf(0))).toEqual([
    { path: "config.copy", class: "extra", seen: { secret: 'hash of "key=hunter2"' } },
    {
      path: "config.key",
      class: "changed",
      wanted: { secret: 'hash of "hunter2"' },
      seen: { secret: 'hash of "other"' },
    },
  ]);
});

test("components with work in flight are left out", async () => {
  const world = sweepWorld({ count: 12 });
  const row = world.records.components.get(uidOf(3));
  if (row !== undefined) row.isBusy = true;
  world.there.set(uidOf(3), changed({ "config.size": "large" }));
  expect((await world.part()).counts).toMatchObject({ looked: 11, clean: 11, busy: 1, drifted: 0 });
});

test("what an operation has changed since the look was prepared is stale", async () => {
  const world = sweepWorld({ count: 30 });
  world.there.set(uidOf(3), changed({ "config.size": "large" }));
  world.onList = async () => {
    const row = world.records.components.get(uidOf(3));
    if (row !== undefined) row.epoch = 2;
  };
  expect((await world.part()).counts).toMatchObject({ looked: 30, stale: 1, drifted: 0 });
  expect(world.records.findings.size).toBe(0);
});

test("what nobody has stated is learned anew after an operation, and is no finding", async () => {
  const world = sweepWorld({ count: 3 });
  for (const number of [0, 1]) {
    const row = world.records.components.get(uidOf(number));
    if (row !== undefined) row.mustLearn = true;
  }
  world.there.set(uidOf(0), changed({ "cloud.zone": "b", "cloud.rack": 7, "config.size": "large" }));
  const { counts } = await world.part();
  expect(world.records.learned.map(({ componentUid }) => componentUid)).toEqual([uidOf(0), uidOf(1)]);
  expect(world.records.learned[0]?.baseline).toMatchObject({
    fields: { "config.size": "small", "cloud.zone": "b", "cloud.rack": 7 },
    learned: ["cloud.rack", "cloud.zone"],
    secretPaths: ["config.key"],
  });
  expect(world.records.learned[1]?.baseline.hash).toBe(world.records.components.get(uidOf(1))?.hash);
  expect(world.records.findings.get(uidOf(0))?.map(({ path }) => path)).toEqual(["config.size"]);
  expect(counts).toMatchObject({ looked: 3, clean: 2, drifted: 1 });
});

/** What a sweep records of the only component of a place when somebody has changed two of its fields. */
async function foundWith(version: number): Promise<unknown> {
  const world = sweepWorld({ count: 1, version });
  world.there.set(uidOf(0), changed({ "config.size": "large", "cloud.zone": "b" }));
  const { record } = world.records;
  let found: unknown;
  world.records.record = async (batch) => {
    found = batch[0];
    return await record(batch);
  };
  await world.part();
  return found;
}

test("fields that nothing puts back are marked", async () => {
  expect(await foundWith(1)).toMatchObject({
    fields: [{ path: "cloud.zone", isLearned: true }, { path: "config.size" }],
    unrevertable: ["cloud.zone"],
    isOldBaseline: false,
    sweepId: "sw-1",
    epoch: 1,
  });
});

test("a difference from a baseline of another version of the look is marked, and what was learned by it does not count", async () => {
  expect(await foundWith(2)).toMatchObject({
    fields: [{ path: "config.size" }],
    unrevertable: [],
    isOldBaseline: true,
  });
});

test("findings are recorded in batches", async () => {
  const world = sweepWorld({ count: 60, limits: { foundAtOnce: 25 } });
  for (let number = 0; number < 60; number += 1) world.there.set(uidOf(number), changed({ "config.size": "large" }));
  expect((await world.part()).counts.drifted).toBe(60);
  expect(world.records.batches).toEqual([25, 25, 10]);
});

test("a listing that breaks off leaves the rest unknown, and nothing of it counts as missing", async () => {
  const world = sweepWorld({ count: 35 });
  world.there.delete(uidOf(4));
  world.there.delete(uidOf(30));
  world.onList = async (after) => {
    if (after !== undefined && after > uidOf(15)) throw new OrchestratorError("REMOTE_REFUSED", "not allowed any more");
  };
  const { counts, problems } = await world.part();
  expect([...world.records.findings.keys()]).toEqual([uidOf(4)]);
  expect(counts).toMatchObject({ looked: 21, clean: 20, drifted: 1, failed: 14 });
  expect(problems).toEqual(['the listing of "listed" broke off: REMOTE_REFUSED: not allowed any more']);
});

test("a listing that fails for a moment is asked for again", async () => {
  const world = sweepWorld({ count: 12 });
  world.listings.push(new Error("connection reset"));
  expect((await world.part()).counts).toMatchObject({ looked: 12, clean: 12, failed: 0, calls: 3 });
});

test("a listing that outruns what was read before it is cut off there, and loses nothing", async () => {
  const world = sweepWorld({ count: 95, pageSize: 40, limits: { targetsAtOnce: 20 } });
  world.there.set(uidOf(70), changed({ "config.size": "large" }));
  expect((await world.part()).counts).toMatchObject({ looked: 95, clean: 94, drifted: 1 });
});

test("what is listed and not known is left alone", async () => {
  const world = sweepWorld({ count: 5 });
  world.there.set("c000002x", changed({}));
  world.there.set("z", changed({}));
  expect((await world.part()).counts).toMatchObject({ looked: 5, clean: 5, drifted: 0 });
});

test("one component that throws is counted with one line, and the others are looked at", async () => {
  const world = sweepWorld({ kind: "single", count: 230 });
  world.onLook = async (uid) => {
    if (uid === uidOf(100)) throw new Error("no such device");
  };
  expect((await world.part()).counts).toMatchObject({ looked: 229, clean: 229, failed: 1 });
  expect(world.lines).toEqual([
    `component ${uidOf(100)} of kind "single" could not be looked at for drift: no such device`,
  ]);
});

test.each(KINDS)(
  "one component whose secrets cannot be read is counted with one line, and the others are judged: %s",
  async (kind) => {
    const world = sweepWorld({ kind, count: 20 });
    for (const number of [3, 4]) world.there.set(uidOf(number), changed({ "config.size": "large" }));
    const { maskOf } = world.ports;
    const ports = {
      ...world.ports,
      maskOf: async (scope: Parameters<typeof maskOf>[0]) => {
        if (scope.componentUids.includes(uidOf(3))) throw new Error("the key has gone");
        return await maskOf(scope);
      },
    };
    const { counts } = await Object.assign(world, { ports }).part();
    expect(counts).toMatchObject({ looked: 20, clean: 18, drifted: 1, failed: 1 });
    expect([[...world.records.findings.keys()], world.lines]).toEqual([
      [uidOf(4)],
      [`component ${uidOf(3)} of kind "${kind}" could not be looked at for drift: the key has gone`],
    ]);
  },
);

test("a place where all fail writes a few lines", async () => {
  const world = sweepWorld({ kind: "single", count: 100 });
  world.onLook = async () => await Promise.reject(new Error("down"));
  expect((await world.part()).counts).toMatchObject({ looked: 0, failed: 100 });
  expect([world.lines.length, world.lines.at(-1)]).toEqual([21, "80 more could not be looked at"]);
});

test("one component that hangs costs the others nothing", async () => {
  const world = sweepWorld({ kind: "single", count: 50, limits: { lookMs: 30 } });
  world.onLook = async (uid) => {
    if (uid === uidOf(0)) await new Promise(() => undefined);
  };
  expect((await world.part()).counts).toMatchObject({ looked: 49, failed: 1 });
});

test("at most 16 components are looked at at once", async () => {
  const world = sweepWorld({ kind: "single", count: 100 });
  world.onLook = async () => await new Promise((resolve) => void setImmediate(resolve));
  await world.part();
  expect(world.mostAtOnce.most).toBe(16);
});

test("a part that is repeated counts once", async () => {
  const world = sweepWorld({ count: 10 });
  await world.part();
  world.there.set(uidOf(1), changed({ "config.size": "large" }));
  await world.part();
  expect(world.records.counts.get("sw-1/0")).toMatchObject({ clean: 10 });
});

test("a cell that knows two ways of looking takes one after the other", async () => {
  const world = sweepWorld({ count: 10 });
  for (const number of [2, 5]) {
    const row = world.records.components.get(uidOf(number));
    if (row !== undefined) row.kind = "single";
  }
  expect((await world.part()).counts).toMatchObject({ looked: 10, clean: 10 });
});
