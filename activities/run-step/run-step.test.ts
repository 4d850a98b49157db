import { expect, test } from "vitest";
import { OrchestratorError, type ErrorCode } from "../../domain/errors.ts";
import { stepWorld, type Acting } from "../../test/steps/step-world.ts";

const failing =
  (reason: string): Acting =>
  () => ({ status: "failed", reason });
const waiting =
  (lookAgainInMs: number): Acting =>
  () => ({ status: "waits", reason: "not yet", lookAgainInMs });
const throwing =
  (error: unknown): Acting =>
  async () =>
    await Promise.reject(error);
const code = (name: ErrorCode, details = {}) => new OrchestratorError(name, `said ${name}`, { details });

test("a step that succeeds is recorded with its output, and its end is not repeated", async () => {
  const world = stepWorld();
  world.acting.push(() => ({ status: "succeeded", output: { a: 1 }, note: "well" }), failing("a second run"));
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.recorded).toEqual(["succeeded: well"]);
  expect(world.row.output).toEqual({ a: 1 });
});

test("a step that fails is recorded with its output, and its end is not repeated", async () => {
  const world = stepWorld();
  world.acting.push(() => ({ status: "failed", reason: "no", output: { exitCode: 4 } }));
  for (let count = 0; count < 2; count += 1) expect(await world.attempt()).toEqual({ state: "failed", reason: "no" });
  expect(world.recorded).toEqual(["failed: no"]);
  expect(world.row.output).toEqual({ exitCode: 4 });
});

test("a failed attempt is followed by others, later each time, up to its retries", async () => {
  const world = stepWorld({ row: { retries: 3, timeout: "10m" } });
  world.acting.push(failing("a"), failing("b"), failing("c"), failing("d"));
  const waits = [];
  for (let count = 0; count < 3; count += 1) waits.push(await world.attempt());
  expect(waits).toMatchObject([1_000, 2_000, 4_000].map((lookAgainInMs) => ({ state: "waits", lookAgainInMs })));
  expect(waits[0]).toMatchObject({ reason: "attempt 1 of 4 failed, tried again: a" });
  expect(await world.attempt()).toEqual({ state: "failed", reason: "d" });
  expect(world.recorded).toEqual(["try 1 failed: a", "try 2 failed: b", "try 3 failed: c", "failed: d"]);
});

test("the pause between attempts is at most 30 s", async () => {
  const world = stepWorld({ row: { retries: 20, attempt: 12, timeout: "10m" } });
  world.acting.push(failing("a"));
  expect(await world.attempt()).toMatchObject({ lookAgainInMs: 30_000 });
});

test("no attempt follows that could not begin in time", async () => {
  const world = stepWorld({ row: { retries: 3, timeout: "900ms" } });
  world.acting.push(failing("a"));
  expect(await world.attempt()).toEqual({ state: "failed", reason: "a" });
});

test("a wait is handed back with its reason as progress, never longer than the time that is left", async () => {
  const world = stepWorld();
  world.acting.push(waiting(5_000), waiting(5_000), waiting(0));
  expect(await world.attempt()).toEqual({ state: "waits", reason: "not yet", lookAgainInMs: 5_000 });
  world.clock.nowMs += 58_000;
  expect(await world.attempt()).toMatchObject({ lookAgainInMs: 2_000 });
  expect(await world.attempt()).toMatchObject({ lookAgainInMs: 50 });
  expect(world.said).toEqual(["not yet", "not yet", "not yet"]);
});

test("a step that still waits when its time is over is stopped and has failed, with what it waited for", async () => {
  const world = stepWorld({ row: { timeout: "30s" } });
  world.acting.push((_config, _context) => {
    world.clock.nowMs += 30_000;
    return { status: "waits", reason: "not yet", lookAgainInMs: 1 };
  });
  expect(await world.attempt()).toEqual({ state: "failed", reason: "not done within 30 s: not yet" });
  expect(world.recorded[0]).toBe("stopped");
});

test("a step that is found after its time does not act again", async () => {
  const world = stepWorld();
  world.acting.push(failing("it acted"));
  world.clock.nowMs += 60_001;
  expect(await world.attempt()).toEqual({ state: "failed", reason: "not done within 60 s" });
  expect(world.recorded).toEqual(["stopped", "failed: not done within 60 s"]);
});

test("what had ended well by itself before its time was seen to be over has succeeded", async () => {
  const world = stepWorld();
  world.stopAnswer = { status: "succeeded", output: { exitCode: 0 } };
  world.clock.nowMs += 60_001;
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.row.output).toEqual({ exitCode: 0 });
});

test("a step that cannot be stopped now is stopped by another attempt; one that breaks has failed", async () => {
  const world = stepWorld();
  world.clock.nowMs += 60_001;
  world.stopping = async () => await Promise.reject(code("CELL_DATABASE_UNREACHABLE"));
  await expect(world.attempt()).rejects.toMatchObject({ code: "CELL_DATABASE_UNREACHABLE" });
  expect(world.recorded).toEqual(["stopped"]);
  world.stopping = async () => await Promise.reject(new Error("a bug"));
  expect(await world.attempt()).toEqual({ state: "failed", reason: "not done within 60 s" });
});

test("a step is told when its time is over while it acts, is stopped, and has failed", async () => {
  const world = stepWorld({ row: { timeout: "20ms" } });
  world.acting.push(
    async (_config, { signal }) =>
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
      }),
  );
  expect(await world.attempt()).toEqual({ state: "failed", reason: "not done within 0 s" });
  expect(world.recorded[0]).toBe("stopped");
});

test("a step whose operation is cancelled is stopped; its undo is not", async () => {
  const world = stepWorld({ row: { isCancelRequested: true } });
  world.acting.push(failing("it acted"));
  expect(await world.attempt()).toEqual({ state: "failed", reason: "its operation was cancelled" });
  expect(world.recorded).toEqual(["stopped", "failed: its operation was cancelled"]);

  const undo = stepWorld({ row: { isCancelRequested: true } });
  undo.turn = { ...undo.turn, isUndo: true };
  expect(await undo.attempt()).toEqual({ state: "done" });
});

test("a cancellation of the attempt is thrown on, and nothing is recorded", async () => {
  const world = stepWorld();
  world.acting.push(async () => {
    world.controller.abort(new Error("the worker shuts down"));
    return await Promise.reject(new Error("aborted"));
  });
  await expect(world.attempt()).rejects.toThrow("the worker shuts down");
  expect(world.recorded).toEqual([]);
});

test.each([
  { error: code("REMOTE_UNCLEAR"), want: { state: "waits", reason: "said REMOTE_UNCLEAR", lookAgainInMs: 3_000 } },
  { error: code("REMOTE_THROTTLED", { retryAfterMs: 7_000 }), want: { state: "waits", lookAgainInMs: 7_000 } },
  { error: code("REMOTE_REFUSED"), want: { state: "failed", reason: "said REMOTE_REFUSED" } },
  { error: new TypeError("x is undefined"), want: { state: "failed", reason: "it broke: x is undefined" } },
])("what a step throws is an answer: $error", async ({ error, want }) => {
  const world = stepWorld();
  world.acting.push(throwing(error));
  expect(await world.attempt()).toMatchObject(want);
});

test("waiting for an outside system costs no retry; what it refuses does", async () => {
  const world = stepWorld({ row: { retries: 1 } });
  world.acting.push(throwing(code("REMOTE_NOT_SENT")), throwing(code("REMOTE_REFUSED")), () => ({
    status: "succeeded",
  }));
  expect(await world.attempt()).toMatchObject({ state: "waits" });
  expect(world.row.attempt).toBe(1);
  expect(await world.attempt()).toMatchObject({ state: "waits" });
  expect(world.row.attempt).toBe(2);
  expect(await world.attempt()).toEqual({ state: "done" });
});

test("a lost turn is thrown on: before the step acts, and where it would act outside", async () => {
  const world = stepWorld();
  world.turn = { ...world.turn, epoch: 2 };
  await expect(world.attempt()).rejects.toMatchObject({ code: "FENCED" });

  const late = stepWorld();
  late.acting.push(async (_config, { effects }) => {
    late.turn = { ...late.turn, epoch: 2 };
    let count = 0;
    const act = async () => await Promise.resolve({ count: (count += 1) });
    const look = async () => await Promise.resolve(undefined);
    return { status: "succeeded", output: await effects.once({ call: "send", system: "s", request: {}, look, act }) };
  });
  await expect(late.attempt()).rejects.toMatchObject({ code: "FENCED" });
  expect(late.recorded).toEqual([]);
});

test("a store that is away is no failure of the step", async () => {
  const world = stepWorld();
  world.ledger.intend = async () => await Promise.reject(new Error("connection lost"));
  world.acting.push(async (_config, { effects }) => {
    const none = async () => await Promise.resolve(undefined);
    await effects.once({ call: "send", system: "s", request: {}, look: none, act: async () => ({}) }).catch(() => {
      throw new Error("it did not work");
    });
    return { status: "succeeded" };
  });
  await expect(world.attempt()).rejects.toThrow("connection lost");
  expect(world.recorded).toEqual([]);
});

test("an undo gets what the step gave, and its end is not repeated", async () => {
  const world = stepWorld({ row: { state: "Running", output: { id: 7 } } });
  world.turn = { ...world.turn, isUndo: true };
  const given: unknown[] = [];
  world.acting.push((_config, context, output) => {
    given.push([context.isUndo, output]);
    return { status: "succeeded" };
  });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(given).toEqual([[true, { id: 7 }]]);
  expect(world.row.state).toBe("Undone");
});

test("an undo that fails is tried again as often as the step may be, and then has failed", async () => {
  const world = stepWorld({ row: { retries: 1 } });
  world.turn = { ...world.turn, isUndo: true };
  world.acting.push(failing("a"), failing("b"));
  expect(await world.attempt()).toMatchObject({ state: "waits" });
  expect(await world.attempt()).toEqual({ state: "failed", reason: "b" });
  expect(world.row.state).toBe("Undo failed");
});

test("a kind without an undo has nothing to take back", async () => {
  const { undo: _undo, ...step } = { undo: undefined, kind: "scripted" };
  const world = stepWorld({ step });
  world.turn = { ...world.turn, isUndo: true };
  expect(await world.attempt()).toEqual({ state: "done" });
});

test("a kind that the cell does not know has failed", async () => {
  const world = stepWorld({ row: { kind: "other" } });
  expect(await world.attempt()).toEqual({ state: "failed", reason: 'this cell has no step kind "other"' });
});

test("an output of more than 256 KiB is left out, and that is said", async () => {
  const world = stepWorld();
  world.acting.push(() => ({ status: "succeeded", output: { text: "x".repeat(300_000) } }));
  expect(await world.attempt()).toEqual({ state: "done" });
  expect(world.row.output).toEqual({});
  expect(world.recorded).toEqual(["succeeded: its output has more than 256 KiB and was left out"]);
});

test("lines of the log are there when the attempt ends, at most 200 of 2,000 characters at once", async () => {
  const world = stepWorld();
  world.acting.push((_config, { log }) => {
    for (let line = 0; line < 300; line += 1) log(`line ${line} ${"x".repeat(3_000)}`);
    return { status: "succeeded" };
  });
  await world.attempt();
  expect(world.logged).toHaveLength(200);
  expect(world.logged.at(-1)).toMatch(/^line 299 x+$/);
  expect(world.logged.every((line) => line.length === 2_000)).toBe(true);
});

test("a snapshot is taken once for the step, and recorded", async () => {
  const world = stepWorld();
  const snap: Acting = async (_config, { snapshot }) => {
    const taken = await snapshot("database");
    return { status: "waits", reason: taken?.id ?? "none", lookAgainInMs: 1 };
  };
  world.acting.push(snap, snap);
  const token = "environment-uid/database-uid/1/snapshot/operation-1/check";
  for (let count = 0; count < 2; count += 1)
    expect(await world.attempt()).toMatchObject({ reason: `copy of ${token}` });
  expect(world.copied).toEqual([token]);
  expect(world.snapshots).toEqual([{ componentUid: "database-uid", id: `copy of ${token}` }]);
});

test.each(["web", "nothing"])("of %s there is no snapshot", async (name) => {
  const world = stepWorld();
  world.acting.push(async (_config, { snapshot }) => {
    expect(await snapshot(name)).toBeUndefined();
    return { status: "succeeded" };
  });
  expect(await world.attempt()).toEqual({ state: "done" });
});
