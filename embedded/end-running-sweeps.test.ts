import { expect, test } from "vitest";
import { endRunningSweeps, isScheduledSweep } from "./end-running-sweeps.ts";

const place = { cell: "local", account: "1", region: "north" };

test("isScheduledSweep() knows the runs of its own schedules by their place", () => {
  const isOurs = (id: string) => isScheduledSweep([place], id);
  expect(isOurs("sweep/local/1/north-2026-11-30T02:00:00Z")).toBe(true);
  expect(isOurs("sweep/local/2/north-2026-11-30T02:00:00Z")).toBe(false);
  expect(isOurs("sweep/sw-1")).toBe(false);
});

test("endRunningSweeps() ends each sweep that runs with what it has found", async () => {
  const ended: unknown[] = [];
  await endRunningSweeps(
    {
      runningSweeps: async () => [{ ...place, sweepId: "sw-1" }],
      endSweep: async (id, end) => {
        ended.push([id, end]);
        return undefined as never;
      },
    },
    "it was cut short",
  );
  expect(ended).toEqual([["sw-1", { state: "partial", reason: "it was cut short" }]]);
});
