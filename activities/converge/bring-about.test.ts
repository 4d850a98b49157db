import { expect, test } from "vitest";
import { convergeWorld, snapshots } from "../../test/engine/converge-world.ts";
import { OrchestratorError } from "../../domain/errors.ts";

const CREATE_TOKEN = "environment-uid/uid/1/1/create";

test("what is as wanted is kept without a call", async () => {
  const world = convergeWorld({ row: { action: "may change" } });
  world.made.set(1, new Set());
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["ready"]);
  expect(world.records.readies).toMatchObject([{ isKept: true, incarnation: 1 }]);
  expect(world.records.readies[0]).not.toHaveProperty("tookMs");
});

test("what is absent is created once: the intent before the wire, done after it", async () => {
  const world = convergeWorld();
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual(["intend create i1", "apply i1", "done create i1", "ready"]);
  expect(world.tokens).toEqual([CREATE_TOKEN]);
  expect(world.records.readies).toMatchObject([{ isKept: false, call: "create", incarnation: 1 }]);
});

test("what takes long is created once, and looked at until it is ready", async () => {
  const world = convergeWorld({ row: { expectedMs: 2_000 } });
  const changing = { state: "changing" as const };
  world.looks.push({ state: "absent" }, changing, changing, changing);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.tokens).toEqual([CREATE_TOKEN]);
  expect(world.records.readies).toMatchObject([{ tookMs: 4 * 80 }]);
});

test("absent after our own create is a look that is too old: nothing is created twice", async () => {
  const world = convergeWorld();
  world.looks.push({ state: "absent" }, { state: "absent" }, { state: "absent" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.tokens).toEqual([CREATE_TOKEN]);
});

test("absent after our own create is too old in a later attempt, too", async () => {
  const world = convergeWorld();
  world.looks.push({ state: "absent" }, new OrchestratorError("CLOUD_UNREACHABLE", "away"));
  await expect(world.attempt()).rejects.toMatchObject({ code: "CLOUD_UNREACHABLE" });
  world.looks.push({ state: "absent" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.tokens).toEqual([CREATE_TOKEN]);
});

test("what an earlier operation made and is gone comes back as the next incarnation", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push({ state: "gone", reason: "exit code 1" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.raises).toEqual([{ from: 1, reason: "exit code 1" }]);
  expect(world.tokens).toEqual([CREATE_TOKEN, "environment-uid/uid/1/2/create"]);
});

test("what an earlier operation made and is not there any more comes back as the next incarnation", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push({ state: "absent" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.row.incarnation).toBe(2);
  expect([...world.made.keys()]).toEqual([1, 2]);
});

test("gone right after our own create is a failure that shows the last lines", async () => {
  const world = convergeWorld();
  const log = Array.from({ length: 30 }, (_, line) => `line ${line} ${"x".repeat(600)}`);
  world.looks.push({ state: "absent" }, { state: "gone", reason: "exit code 3", log });
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_EXITED", message: "exit code 3" });
  expect(world.records.faults).toHaveLength(1);
  expect(world.records.faults[0]?.log).toHaveLength(20);
  expect(world.records.faults[0]?.log.at(-1)).toMatch(/^line 29 x+$/);
  expect(world.records.faults[0]?.log.every((line) => line.length === 500)).toBe(true);
  expect(world.tokens).toEqual([CREATE_TOKEN]);
});

test("the repair's own create that dies is a failure, not another death", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  const gone = { state: "gone" as const, reason: "exit code 1" };
  world.looks.push(gone, gone);
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_EXITED" });
  expect(world.records.row.incarnation).toBe(2);
  expect(world.tokens).toHaveLength(2);
});

test("what differs is updated once, under a token of its operation", async () => {
  const world = convergeWorld();
  await world.attempt();
  const differs = { state: "differs" as const, fields: ["config.size"], replace: false };
  for (const operation of ["operation-2", "operation-3"]) {
    world.records.takeTurn(operation);
    world.looks.push(differs, differs, { state: "changing" });
    expect(await world.attempt()).toEqual({ state: "done" });
  }
  const update = "environment-uid/uid/1/1/update";
  expect(world.tokens.slice(1)).toEqual([`${update}/operation-2`, `${update}/operation-3`]);
  expect(world.records.readies.slice(1)).toMatchObject([{ call: "update" }, { call: "update" }]);
});

test("what differs and cannot be changed in place is removed, raised and created", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.log.length = 0;
  const differs = { state: "differs" as const, fields: ["config.type"], replace: true };
  world.looks.push(differs, differs);
  world.removals.push("going", "gone");
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.log).toEqual([
    "intend remove i1",
    "remove incarnation i1",
    "done remove i1",
    "intend remove i1",
    "remove incarnation i1",
    "done remove i1",
    "intend create i2",
    "apply i2",
    "done create i2",
    "ready",
  ]);
  expect(world.records.raises).toEqual([{ from: 1, reason: "replaced: config.type changed" }]);
  expect([...world.made.keys()]).toEqual([2]);
});

test("what lives is left alone when nothing could follow it", async () => {
  const missing = new OrchestratorError("COMMAND_NOT_FOUND", 'no program "noode" is on the PATH');
  const world = convergeWorld({ driver: { prepare: async () => await Promise.reject(missing) } });
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.log.length = 0;
  world.looks.push({ state: "differs", fields: ["config.command"], replace: true });
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMMAND_NOT_FOUND" });
  expect(world.log.filter((line) => line.startsWith("remove") || line.startsWith("apply"))).toEqual([]);
  expect([...world.made.keys()]).toEqual([1]);
});

test.each([
  ["snapshot" as const, ["environment-uid/uid/1/1/snapshot/operation-2"]],
  ["delete" as const, []],
])("data of what is replaced is kept as onDelete: %s asks, once", async (onDelete, kept) => {
  const { given, snapshot } = snapshots();
  const world = convergeWorld({ row: { onDelete }, driver: { snapshot } });
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push({ state: "differs", fields: ["config.type"], replace: true });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(given).toEqual(kept);
  expect(world.records.snapshots).toHaveLength(kept.length);
  expect([...world.made.keys()]).toEqual([2]);
});

const unwell = { state: "changing" as const, reason: "GET /healthz got no answer" };
const check = async () => ({ state: "alive" as const });

test("a repair makes anew what lives and is not well, after a second look", async () => {
  const world = convergeWorld({ driver: { check } });
  await world.attempt();
  world.records.row = { ...world.records.row, action: "repair" };
  world.records.takeTurn("operation-2");
  world.looks.push(unwell, unwell);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.raises).toEqual([{ from: 1, reason: "it lived and was not well: GET /healthz got no answer" }]);
  expect([...world.made.keys()]).toEqual([2]);
});

test.each([
  { what: "has become well again", action: "repair" as const, driver: { check }, looks: 1 },
  { what: "is changed and on its way", action: "update" as const, driver: { check }, looks: 3 },
  { what: "holds data", action: "repair" as const, driver: { check, snapshot: snapshots().snapshot }, looks: 3 },
  { what: "nobody watches", action: "repair" as const, driver: {}, looks: 3 },
])("what $what keeps its life", async ({ action, driver, looks }) => {
  const world = convergeWorld({ driver });
  await world.attempt();
  world.records.row = { ...world.records.row, action };
  world.records.takeTurn("operation-2");
  world.looks.push(...Array.from({ length: looks }, () => unwell));
  expect(await world.attempt()).toEqual({ state: "done" });
  expect([...world.made.keys()]).toEqual([1]);
});

const failed = { state: "failed" as const, code: "COMPONENT_FAILED" as const, reason: "the cloud gave up" };

test("what failed in this operation is a fault", async () => {
  const world = convergeWorld();
  world.looks.push({ state: "absent" }, failed);
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_FAILED" });
  expect(world.tokens).toEqual([CREATE_TOKEN]);
});

test("what failed before anything was made is a fault at once", async () => {
  const world = convergeWorld();
  world.looks.push({ ...failed, code: "NOT_OURS" });
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "NOT_OURS" });
  expect(world.log).toEqual(["failed"]);
});

test("what failed in an earlier operation and was never ready is made anew, once", async () => {
  const world = convergeWorld();
  world.looks.push({ state: "absent" }, failed);
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push(failed, failed);
  world.removals.push("going", "gone");
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.raises).toEqual([{ from: 1, reason: "it had failed: the cloud gave up" }]);
  expect([...world.made.keys()]).toEqual([2]);

  world.records.takeTurn("operation-3");
  world.looks.push(failed, failed);
  world.removals.push("gone");
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_FAILED" });
  expect(world.records.row.incarnation).toBe(3);
});

test("what stands is not made anew because a change of it has failed, although it was never ready", async () => {
  const world = convergeWorld();
  const unchanged = { ...failed, code: "CLOUD_UPDATE_FAILED" as const };
  world.looks.push({ state: "absent" }, unchanged);
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push(unchanged);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.tokens.at(-1)).toBe("environment-uid/uid/1/1/update/operation-2");
  expect([...world.made.keys()]).toEqual([1]);
});

test("a command that could not be run is run anew, although an earlier life had served", async () => {
  const world = convergeWorld({ row: { action: "update" } });
  const notFound = { ...failed, code: "COMMAND_NOT_FOUND" as const };
  world.looks.push({ state: "absent" }, notFound);
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push(notFound);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect([...world.made.keys()]).toEqual([2]);
});

test("what is not ours is left alone, also by later operations", async () => {
  const world = convergeWorld();
  const notOurs = { ...failed, code: "NOT_OURS" as const };
  world.looks.push({ state: "absent" }, notOurs);
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.looks.push(notOurs);
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "NOT_OURS" });
  expect(world.tokens).toEqual([CREATE_TOKEN]);
});

test("what has served and failed in an earlier operation is tried in place, once", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.row = { ...world.records.row, action: "update" };
  for (const [operation, looks, state] of [
    ["operation-2", [failed], "done"],
    ["operation-3", [failed, failed], "failed"],
  ] as const) {
    world.records.takeTurn(operation);
    world.looks.push(...looks);
    expect(await world.attempt()).toMatchObject({ state });
    expect(world.tokens.at(-1)).toBe(`environment-uid/uid/1/1/update/${operation}`);
  }
  expect(world.records.row.incarnation).toBe(1);
});

test("an error that the outside may mend is thrown on, and is the fault once its time is over", async () => {
  const world = convergeWorld({ row: { readyWithinMs: 30_000 } });
  const away = new OrchestratorError("CLOUD_UNREACHABLE", "GET /x got no answer");
  world.looks.push(away);
  await expect(world.attempt()).rejects.toBe(away);
  expect(world.records.faults).toEqual([]);
  expect(world.records.said).toEqual(["GET /x got no answer"]);
  world.clock.nowMs += 30_001;
  world.looks.push(away);
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "CLOUD_UNREACHABLE" });
  expect(world.records.faults).toEqual([{ code: "CLOUD_UNREACHABLE", message: "GET /x got no answer", log: [] }]);
});

test("an error that waiting will not mend is the fault at once", async () => {
  const world = convergeWorld();
  world.applies.push(new OrchestratorError("NO_SPACE", "the disk is full"));
  expect(await world.attempt()).toEqual({ state: "failed", code: "NO_SPACE", message: "the disk is full" });
  expect(world.records.faults).toEqual([{ code: "NO_SPACE", message: "the disk is full", log: [] }]);
});

test("a bug is thrown on as it is, also when its time is over", async () => {
  const world = convergeWorld({ row: { readyWithinMs: 0 } });
  const bug = new TypeError("undefined is not a function");
  world.looks.push({ state: "changing" });
  await world.attempt();
  world.clock.nowMs += 10;
  world.looks.push(bug);
  await expect(world.attempt()).rejects.toBe(bug);
});

test("what has lost its turn does nothing", async () => {
  const world = convergeWorld();
  const before = world.records.turn;
  world.looks.push({ state: "absent" });
  world.records.takeTurn("operation-2");
  const after = world.records.turn;
  world.records.turn = before;
  const open = world.records.open;
  world.records.open = async (turn) => {
    const opened = await open(turn);
    world.records.turn = after; // Another operation takes the turn between the look and the intent.
    return opened;
  };
  await expect(world.attempt()).rejects.toMatchObject({ code: "FENCED" });
  expect(world.tokens).toEqual([]);
  expect(world.records.faults).toEqual([]);
});

test("what is not ready in its time fails with the last reason and the last lines", async () => {
  const world = convergeWorld({ row: { readyWithinMs: 5_000, expectedMs: 25_000 } });
  world.looks.push({ state: "absent" });
  for (let look = 0; look < 9; look += 1)
    world.looks.push({ state: "changing", reason: `GET /healthz answered ${500 + look}`, log: [`line ${look}`] });
  expect(await world.attempt()).toMatchObject({ state: "failed", code: "COMPONENT_NOT_READY_IN_TIME" });
  expect(world.records.faults).toEqual([
    {
      code: "COMPONENT_NOT_READY_IN_TIME",
      message: "not ready within 5 s: GET /healthz answered 505",
      log: ["line 5"],
    },
  ]);
});

test("the same word of progress is recorded once", async () => {
  const world = convergeWorld({ row: { expectedMs: 2_000 } });
  const reasons = ["creating", "creating", "creating", "almost there", "almost there"];
  world.looks.push({ state: "absent" }, ...reasons.map((reason) => ({ state: "changing" as const, reason })));
  await world.attempt();
  expect(world.records.said).toEqual(["creating", "almost there"]);
});

test("a wait of more than ten seconds is handed back, with the time of the next look", async () => {
  const world = convergeWorld({ row: { expectedMs: 40_000 } });
  world.looks.push({ state: "absent" }, ...Array.from({ length: 100 }, () => ({ state: "changing" as const })));
  const startedAt = world.clock.nowMs;
  const result = await world.attempt();
  const tookMs = world.clock.nowMs - startedAt;
  expect(tookMs).toBeGreaterThanOrEqual(9_000);
  expect(tookMs).toBeLessThanOrEqual(10_000);
  expect(result).toEqual({ state: "waits", lookAgainInMs: 40_000 - tookMs });
});

test("a kind that the cell has no driver for is refused", async () => {
  const world = convergeWorld({ row: { kind: "unheard-of" } });
  await expect(world.attempt()).rejects.toMatchObject({ code: "COMPONENT_KIND_UNKNOWN" });
});

test("a change in place that may never have been made is made before what has failed is made anew", async () => {
  const world = convergeWorld();
  await world.attempt();
  world.records.takeTurn("operation-2");
  world.records.row = { ...world.records.row, action: "update" };
  const failed = { state: "failed" as const, code: "COMMAND_NOT_FOUND" as const, reason: "there is no such command" };
  world.dieAt = "after intent";
  world.looks.push({ state: "differs", fields: ["command"], replace: false });
  await expect(world.attempt()).rejects.toThrow("died after intent");
  world.dieAt = undefined;
  world.looks.push(failed);
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.records.raises).toEqual([]);
  expect(world.tokens).toEqual([CREATE_TOKEN, "environment-uid/uid/1/1/update/operation-2"]);
});
