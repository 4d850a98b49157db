import type { WorkflowHandle } from "@temporalio/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SweepPartEnd } from "../../activities/index.ts";
import { sweep } from "../../workflows/index.ts";
import { cellSweepsTaskQueue, SWEEPS_TASK_QUEUE } from "../../workflows/messages.ts";
import { type AskedPart, SWEEP_STORIES, THROUGH } from "../setup/sweep-stories.ts";
import { testTemporal, unique, type TestTemporal } from "../setup/temporal.ts";

let temporal: TestTemporal;
beforeAll(async () => void (temporal = await testTemporal({ namespace: unique("sweeps") })), 60_000);
afterAll(async () => await temporal.close());

test("a sweep goes on part by part until there is no cursor, and ends with what the parts came to", async () => {
  const { parts, ends, sweepId } = await SWEEP_STORIES.through(temporal);
  expect(parts.map(({ part, cursor }) => [part, cursor])).toEqual([
    [0, undefined],
    [1, { lane: "simulated", after: "c1" }],
    [2, { lane: "simulated", after: "c2" }],
  ]);
  expect(new Set(parts.map((part) => part.sweepId))).toEqual(new Set([sweepId]));
  expect(ends).toEqual([{ sweepId, state: "partial", reason: "it broke off; 1 component could not be looked at" }]);
}, 60_000);

test("a sweep does nothing where another one of its place runs", async () => {
  const { parts, ends } = await SWEEP_STORIES["not-begun"](temporal);
  expect([parts, ends]).toEqual([[], []]);
}, 60_000);

test("a sweep of a cell that is away fails, and says so", async () => {
  const { cell, ends, sweepId } = await SWEEP_STORIES.away(temporal);
  expect(ends).toEqual([{ sweepId, state: "failed", reason: `cell "${cell}" did not take part within 2 s` }]);
}, 60_000);

test("a sweep that fails for good behind its first part ends as partial", async () => {
  const { ends, sweepId } = await SWEEP_STORIES.broken(temporal);
  expect(ends).toEqual([{ sweepId, state: "partial", reason: "there is no such table" }]);
}, 60_000);

test("a sweep that is cancelled ends, and decides about what it has found", async () => {
  const { ends, sweepId } = await SWEEP_STORIES.cancelled(temporal);
  expect(ends).toEqual([{ sweepId, state: expect.any(String) as string, reason: "it was cancelled" }]);
}, 60_000);

/** Whether a workflow has heard that it is cancelled. */
async function hasHeard(handle: WorkflowHandle): Promise<boolean> {
  const events = (await handle.fetchHistory()).events ?? [];
  const asked = events.findIndex((event) => Boolean(event.workflowExecutionCancelRequestedEventAttributes));
  return asked >= 0 && events.slice(asked).some((event) => Boolean(event.workflowTaskCompletedEventAttributes));
}

test("a sweep that is cancelled while it begins ends as well, and keeps no other one of its place from beginning", async () => {
  const [taskQueue, workflowId] = [unique("orchestrator"), unique("sweep")];
  const ended: unknown[] = [];
  const ofSweeps = {
    beginSweep: async ({ sweepId }: { readonly sweepId: string }) => {
      const handle = temporal.client.workflow.getHandle(workflowId);
      await handle.cancel();
      await vi.waitFor(async () => expect(await hasHeard(handle)).toBe(true), 20_000);
      return { isBegun: true, sweepId, limitMs: 4_000 };
    },
    endSweep: async (end: unknown) => void ended.push(end),
  };
  const queues = [
    { taskQueue, activities: {}, hasWorkflows: true },
    { taskQueue: SWEEPS_TASK_QUEUE, activities: ofSweeps, hasWorkflows: false },
  ];
  await temporal.withWorkers(queues, async () => {
    const place = { cell: unique("cell"), account: "1", region: "north" };
    const args: Parameters<typeof sweep> = [{ ...place, sweepId: "sw-1" }];
    const handle = await temporal.client.workflow.start(sweep, { workflowId, taskQueue, args });
    await handle.result().catch(() => undefined);
    expect(ended).toEqual([{ sweepId: "sw-1", state: "failed", reason: "it was cancelled" }]);
  });
}, 60_000);

test("a place that hangs ends its own sweep when its time is over, and holds no other one up", async () => {
  const hung = Promise.withResolvers<SweepPartEnd>();
  const [taskQueue, cell] = [unique("orchestrator"), unique("cell")];
  const ended: unknown[] = [];
  const ofSweeps = {
    beginSweep: async ({ sweepId }: { readonly sweepId: string }) => ({ isBegun: true, sweepId, limitMs: 4_000 }),
    endSweep: async (end: unknown) => void ended.push(end),
  };
  const sweepPart = async ({ account }: AskedPart) => (account === "hung" ? await hung.promise : THROUGH);
  const start = async (account: string) =>
    await temporal.client.workflow.start(sweep, {
      workflowId: unique("sweep"),
      taskQueue,
      args: [{ cell, account, region: "north", sweepId: `sw-${account}` }],
    });
  const queues = [
    { taskQueue, activities: {}, hasWorkflows: true },
    { taskQueue: SWEEPS_TASK_QUEUE, activities: ofSweeps, hasWorkflows: false },
    { taskQueue: cellSweepsTaskQueue(cell), activities: { sweepPart }, hasWorkflows: false },
  ];
  await temporal.withWorkers(queues, async () => {
    const stuck = await start("hung");
    await (await start("fine")).result();
    expect(ended).toEqual([{ sweepId: "sw-fine", state: "succeeded", reason: "" }]);
    await stuck.result();
    expect(ended[1]).toMatchObject({ sweepId: "sw-hung", state: "failed" });
    expect(ended[1]).toHaveProperty("reason", `cell "${cell}" did not take part within 4 s`);
    hung.resolve(THROUGH);
  });
}, 60_000);
