import { afterAll, beforeAll, expect, test } from "vitest";
import { sweepScheduleOf } from "../../activities/sweeps/sweep-schedule.ts";
import { temporalSchedules } from "../../workers/orchestrator/temporal-schedules.ts";
import { askedSweepWorkflowId, ORCHESTRATOR_TASK_QUEUE } from "../../workflows/messages.ts";
import { testTemporal, unique, type TestTemporal } from "../setup/temporal.ts";

let temporal: TestTemporal;
beforeAll(async () => void (temporal = await testTemporal({ namespace: unique("schedules") })), 60_000);
afterAll(async () => await temporal.close());

const place = { cell: "local", account: "1", region: "north" };
const schedules = () => temporalSchedules(temporal.client, { limitMs: 900_000 });
const handleOf = (account: string) => temporal.client.schedule.getHandle(`sweep/local/${account}/north`);
const patience = { timeout: 20_000 };

test("put() makes a schedule that skips what overlaps, and makes up for one missed minute at most", async () => {
  const schedule = sweepScheduleOf(place, 3_600_000);
  await schedules().put(schedule);
  const { spec, policies, action } = await handleOf("1").describe();
  expect(spec.intervals).toEqual([{ every: 3_600_000, offset: schedule.offsetMs }]);
  expect(spec.jitter).toBe(360_000);
  expect(policies).toMatchObject({ overlap: "SKIP", catchupWindow: 60_000 });
  expect(action).toMatchObject({
    workflowType: "sweep",
    workflowId: schedule.id,
    taskQueue: ORCHESTRATOR_TASK_QUEUE,
    args: [place],
  });
}, 60_000);

test("put() sets the times of a schedule that is there, and leaves it paused", async () => {
  const account = "paused";
  await schedules().put(sweepScheduleOf({ ...place, account }, 3_600_000));
  await handleOf(account).pause("for a while");
  await schedules().put(sweepScheduleOf({ ...place, account }, 60_000));
  const { spec, state } = await handleOf(account).describe();
  expect(spec.intervals?.map(({ every }) => every)).toEqual([60_000]);
  expect(state).toMatchObject({ paused: true, note: "for a while" });
}, 60_000);

test("list() answers the schedules of sweeps as they stand, and delete() may be repeated", async () => {
  const schedule = sweepScheduleOf({ ...place, account: "listed" }, 3_600_000);
  await schedules().put(schedule);
  const found = async () => (await schedules().list()).find(({ id }) => id === schedule.id);
  const { id, everyMs, offsetMs } = schedule;
  await expect.poll(found, patience).toEqual({ id, everyMs, offsetMs });
  await schedules().delete(id);
  await schedules().delete(id);
  await expect.poll(found, patience).toBeUndefined();
}, 60_000);

test("begin() starts a sweep under the id that it was asked for with, once", async () => {
  const asked = { ...place, sweepId: "sw-asked" };
  await schedules().begin(asked);
  const handle = temporal.client.workflow.getHandle(askedSweepWorkflowId("sw-asked"));
  const first = await handle.describe();
  await schedules().begin(asked);
  expect((await handle.describe()).runId).toBe(first.runId);
  expect(first.type).toBe("sweep");
  await handle.terminate();
}, 60_000);
