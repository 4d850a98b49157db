import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ActivityNotFoundError, type ActivityClient, type Client } from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import { afterEach, beforeEach, expect, test } from "vitest";
import { heldAttempts } from "./held-attempts.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holdfast-held-"));
  file = join(directory, "cell-local.held");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

type Hold = (activityId: string, run?: () => Promise<unknown>) => Promise<unknown>;

/** A worker's side: runs attempts through the interceptor. */
function worker({ isLocal = false } = {}): Hold {
  const { interceptor } = heldAttempts(file);
  return async (activityId, run = async () => undefined) => {
    const info = { workflowExecution: { workflowId: "operation/1", runId: "run" }, activityId, isLocal };
    const { inbound } = interceptor({ info } as Parameters<typeof interceptor>[0]);
    return await inbound?.execute?.({ args: [], headers: {} }, run);
  };
}

/** Its successor's side: buries it and answers what was given back. */
async function bury(failure?: Error) {
  const given: { readonly attempt: unknown; readonly error: unknown }[] = [];
  const activity: Pick<ActivityClient, "fail"> = {
    async fail(attempt: unknown, error: unknown) {
      given.push({ attempt, error });
      if (failure !== undefined) throw failure;
    },
  };
  const count = await heldAttempts(file).buryPredecessor({ activity } as Client);
  return { count, given };
}

const never = async () => await new Promise<never>(() => undefined);
const attemptOf = (activityId: string) => ({ workflowId: "operation/1", runId: "run", activityId });

test("what a killed worker held is given back at once, as a failure that is tried again", async () => {
  const hold = worker();
  void hold("1", never);
  await hold("2");
  void hold("3", never);
  const { count, given } = await bury();
  expect(count).toBe(2);
  expect(given.map(({ attempt }) => attempt)).toEqual([attemptOf("1"), attemptOf("3")]);
  const [first] = given;
  expect(first?.error).toBeInstanceOf(ApplicationFailure);
  expect(first?.error).toMatchObject({
    type: "WorkerDied",
    nonRetryable: false,
    category: "BENIGN",
    nextRetryDelay: 1,
  });
});

test("an attempt that failed is not held any more, and its failure goes on", async () => {
  await expect(worker()("1", async () => await Promise.reject(new Error("boom")))).rejects.toThrow("boom");
  expect(await bury()).toEqual({ count: 0, given: [] });
});

test("an attempt that is held a second time is given back once", async () => {
  const hold = worker();
  await hold("1");
  void hold("1", never);
  expect((await bury()).given.map(({ attempt }) => attempt)).toEqual([attemptOf("1")]);
});

test("a line that the kill tore is left to its heartbeat", async () => {
  void worker()("1", never);
  appendFileSync(file, '+{"workflowId":"operation/2","ru');
  expect((await bury()).given.map(({ attempt }) => attempt)).toEqual([attemptOf("1")]);
});

test("an attempt that Temporal no longer knows needs no giving back; any other problem is told", async () => {
  void worker()("1", never);
  expect((await bury(new ActivityNotFoundError("gone"))).count).toBe(1);
  void worker()("2", never);
  await expect(bury(new Error("Temporal is away"))).rejects.toThrow("Temporal is away");
  expect((await bury()).given.map(({ attempt }) => attempt)).toEqual([attemptOf("2")]);
});

test("the notes of a worker that lives for long stay short, and still tell what it holds", async () => {
  const hold = worker();
  void hold("0", never);
  for (let attempt = 1; attempt <= 15_000; attempt += 1) await hold(String(attempt));
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(20_000);
  expect((await bury()).given.map(({ attempt }) => attempt)).toEqual([attemptOf("0")]);
});

test("nobody's notes are no notes, and what was buried is forgotten", async () => {
  expect(await bury()).toEqual({ count: 0, given: [] });
  void worker()("1", never);
  await bury();
  expect(readFileSync(file, "utf8")).toBe("");
  expect(await bury()).toEqual({ count: 0, given: [] });
});

test("a try within a workflow task is not given back: its task is", async () => {
  void worker({ isLocal: true })("1", never);
  expect((await bury()).count).toBe(0);
});
