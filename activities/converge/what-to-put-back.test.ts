import { expect, test } from "vitest";
import { convergeWorld } from "../../test/engine/converge-world.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Driver } from "../components/driver.ts";
import type { DriftLook, DriftWatch, RawFields } from "../components/drift-watch.ts";

const POINTS = ["before intent", "after intent", "after wire", "before record", "after record"] as const;
const WANTED: RawFields = { "config.size": "small", zone: "b" };

/** A ready component, and what looks for drift see of it from then on; a call puts it right where that is said. */
async function readyWorld({
  isMended = true,
  watch = {},
  driver = {},
}: { isMended?: boolean; watch?: Partial<DriftWatch>; driver?: Partial<Driver> } = {}) {
  let there: RawFields = WANTED;
  let calls = 0;
  let next: DriftLook | undefined;
  const drift: DriftWatch = {
    version: 1,
    stated: async () => ({ "config.size": "small" }),
    async look() {
      if (isMended && world.tokens.length > calls) there = WANTED;
      return next ?? { state: "seen", fields: there };
    },
    revertOf: (path) => (path === "config.size" ? "update" : path === "zone" ? "replace" : "none"),
    ...watch,
  };
  const world = convergeWorld({ row: { expectedMs: 25_000 }, driver: { ...driver, drift } });
  expect(await world.attempt()).toEqual({ state: "done" });
  world.records.takeTurn("operation-2");
  world.records.row = { ...world.records.row, action: "revert" };
  calls = world.tokens.length;
  world.log.length = 0;
  return {
    world,
    drifts: (fields: RawFields) => void (there = { ...WANTED, ...fields }),
    looks: (look: DriftLook | undefined) => void (next = look),
  };
}

test("a component that becomes ready says what it is to look like, in the record of it", async () => {
  const { world } = await readyWorld();
  const baseline = { fields: WANTED, learned: ["zone"], version: 1, account: "local", region: "local" };
  expect(world.records.readies).toMatchObject([{ call: "create", baseline }]);
});

test("a component that cannot be looked at for drift becomes ready without a word on what it is to look like", async () => {
  const away = { look: async () => await Promise.reject(new Error("away")) };
  const { world } = await readyWorld({ watch: away });
  expect(world.records.readies).toHaveLength(1);
  expect(world.records.readies[0]).not.toHaveProperty("baseline");
});

test("a look that fails once is tried again", async () => {
  let looks = 0;
  const look = async (): Promise<DriftLook> => {
    looks += 1;
    if (looks === 1) throw new Error("away");
    return looks === 2 ? { state: "changing" } : { state: "seen", fields: WANTED };
  };
  const { world } = await readyWorld({ watch: { look } });
  expect(world.records.readies).toMatchObject([{ baseline: { fields: WANTED } }]);
});

test("what is as wanted again is kept, and judged as before", async () => {
  const { world } = await readyWorld();
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["ready"]);
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: true });
  expect(world.records.readies.at(-1)).not.toHaveProperty("baseline");
});

test("what can be changed in place is changed in place", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ "config.size": "large" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["intend update i1", "apply i1", "done update i1", "ready"]);
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: false, call: "update", baseline: { fields: WANTED } });
});

test("what is not ready because it has drifted is put back by the very call that is to make it ready", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ "config.size": "large", zone: "b" });
  world.looks.push({ state: "differs", fields: ["password"], replace: false });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.putBacks.at(-1)).toMatchObject([{ path: "config.size", wanted: "small" }]);
  expect(world.log).toEqual(["intend update i1", "apply i1", "done update i1", "ready"]);
});

test("what differs while nobody can say what has drifted is not changed until somebody can", async () => {
  const { world, drifts, looks } = await readyWorld();
  drifts({ "config.size": "large" });
  looks({ state: "changing" });
  const differs = { state: "differs" as const, fields: ["password"], replace: false };
  world.looks.push(differs, differs, new OrchestratorError("CLOUD_UNREACHABLE", "away"));
  await expect(world.attempt()).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  expect(world.log).toEqual([]);
  looks(undefined);
  world.looks.push(differs);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.putBacks.at(-1)).toMatchObject([{ path: "config.size", wanted: "small" }]);
  expect(world.log).toEqual(["intend update i1", "apply i1", "done update i1", "ready"]);
});

test("what has failed because it has drifted is put back by the call that is to mend it", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ "config.size": "large" });
  world.looks.push({ state: "failed", code: "COMPONENT_FAILED", reason: "it broke" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.putBacks.at(-1)).toMatchObject([{ path: "config.size", wanted: "small" }]);
  expect(world.log).toEqual(["intend update i1", "apply i1", "done update i1", "ready"]);
});

test("what nothing puts back is judged as before where something else was put back in place", async () => {
  const { world, drifts } = await readyWorld({ isMended: false });
  drifts({ "config.size": "large", other: "new" });
  expect(await world.attempt()).toMatchObject({ state: "waits" });
  drifts({ other: "new" });
  expect(await world.attempt()).toEqual({ state: "done" });
  const [first] = world.records.readies;
  expect(world.records.readies.at(-1)).toMatchObject({ isKept: false, call: "update" });
  expect(world.records.readies.at(-1)?.baseline).toEqual(first?.baseline);
});

test("where one field needs another life, all of them come with it", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ "config.size": "large", zone: "c" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.raises).toEqual([{ from: 1, reason: "put back: config.size, zone" }]);
  expect(world.records.readies.at(-1)).toMatchObject({ incarnation: 2, call: "create" });
});

test("what holds data is given no other life to put drift back", async () => {
  const { world, drifts } = await readyWorld({ driver: { snapshot: async () => undefined } });
  world.looks.push({ state: "differs", fields: ["config.size"], replace: true });
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_FAILED" });
  drifts({ zone: "c" });
  const message = "zone changed, and only another life of it would put that back, without its data";
  expect(await world.attempt()).toMatchObject({ state: "failed", message });
  expect([world.records.raises, world.made.has(1)]).toEqual([[], true]);
});

test("what nothing puts back, and what was not asked for, is left alone", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ other: "new", zone: "c" });
  world.records.row = { ...world.records.row, revertPaths: ["other", "config.size"] };
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["ready"]);
});

test("a finding of too many fields stands for all of them", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ zone: "c" });
  world.records.row = { ...world.records.row, revertPaths: ["config.size", "more"] };
  await world.attempt();
  expect(world.records.raises).toHaveLength(1);
});

test("another operation does not put drift back", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ "config.size": "large" });
  world.records.row = { ...world.records.row, action: "may change" };
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["ready"]);
});

test("what changes just now is waited for", async () => {
  const { world, looks } = await readyWorld();
  looks({ state: "changing" });
  expect(await world.attempt()).toMatchObject({ state: "waits" });
  looks(undefined);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["ready"]);
});

test("what differs still after it was put back is said to be changed by something else, and is called once", async () => {
  const { world, drifts } = await readyWorld({ isMended: false });
  drifts({ "config.size": "large" });
  expect(await world.attempt()).toMatchObject({ state: "waits" });
  const reason = "it was put back and differs still in config.size; something else changes it";
  expect(world.records.said).toContain(reason);
  expect(await world.attempt()).toEqual({ state: "failed", code: "COMPONENT_FAILED", message: reason });
  expect(world.tokens).toHaveLength(2);
});

test.each(POINTS)(
  "a process that dies %s of putting back is followed by one that puts back what differs still",
  async (point) => {
    const { world, drifts } = await readyWorld();
    drifts({ "config.size": "large" });
    world.dieAt = point;
    await expect(world.attempt()).rejects.toThrow(`died ${point}`);
    world.dieAt = undefined;
    expect(await world.attempt()).toEqual({ state: "done" });
    expect(new Set(world.tokens.slice(1))).toEqual(new Set(["environment-uid/uid/1/1/update/operation-2"]));
    expect(world.records.readies.at(-1)).toMatchObject({ incarnation: 1, baseline: { fields: WANTED } });
  },
);

test("a process that dies before the call is followed by one that puts back what is unwell, or has failed", async () => {
  const unwell = { state: "changing" as const, reason: "nobody answers" };
  const failed = { state: "failed" as const, code: "COMPONENT_FAILED" as const, reason: "it broke" };
  for (const look of [unwell, failed]) {
    const { world, drifts } = await readyWorld();
    drifts({ "config.size": "large" });
    world.dieAt = "after intent";
    world.looks.push(look, look);
    await expect(world.attempt()).rejects.toThrow("died after intent");
    world.dieAt = undefined;
    world.looks.splice(0, world.looks.length, look, ...(look === unwell ? [look] : []));
    expect(await world.attempt()).toEqual({ state: "done" });
    expect(world.log.filter((line) => line.startsWith("apply"))).toEqual(["apply i1"]);
  }
});

test("of a new life only what its config states can differ", async () => {
  const { world, drifts } = await readyWorld({ isMended: false });
  drifts({ zone: "c" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.readies.at(-1)).toMatchObject({ incarnation: 2, baseline: { fields: { zone: "c" } } });
});

test("fields that an older version of the look has learned are no reason to act", async () => {
  const { world, drifts } = await readyWorld();
  const [ready] = world.records.readies;
  if (ready?.baseline !== undefined)
    world.records.readies[0] = { ...ready, baseline: { ...ready.baseline, version: 0 } };
  drifts({ zone: "c", more: "shown" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["ready"]);
});

test("an unwell component that is to be put back is put back, whatever its look waits for", async () => {
  const { world, drifts } = await readyWorld();
  drifts({ "config.size": "large" });
  world.looks.push({ state: "changing", reason: "nobody answers" }, { state: "changing", reason: "nobody answers" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["intend update i1", "apply i1", "done update i1", "ready"]);
});
