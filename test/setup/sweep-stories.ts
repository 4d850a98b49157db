import { ApplicationFailure } from "@temporalio/common";
import type { SweepActivities, SweepCellActivities, SweepPartEnd } from "../../activities/index.ts";
import { sweep } from "../../workflows/index.ts";
import { askedSweepWorkflowId, cellSweepsTaskQueue, SWEEPS_TASK_QUEUE } from "../../workflows/messages.ts";
import { unique, type TestTemporal } from "./temporal.ts";

/** One part, as its cell is asked for it. */
export type AskedPart = Parameters<SweepCellActivities["sweepPart"]>[0];

/** How a sweep lived. */
export interface SweepLife {
  readonly workflowId: string;
  readonly cell: string;
  readonly sweepId: string;
  readonly parts: readonly AskedPart[];
  readonly ends: readonly Parameters<SweepActivities["endSweep"]>[0][];
}

interface Plot {
  readonly limitMs?: number;
  readonly isBegun?: boolean;
  /** Absent where the cell is away. */
  readonly sweepPart?: (part: AskedPart, cancel: () => Promise<void>) => Promise<SweepPartEnd>;
}

const COUNTS = { looked: 1, clean: 1, drifted: 0, stale: 0, busy: 0, failed: 0, calls: 1 };

/** A part that has looked at the last component, and found it as wanted. */
export const THROUGH: SweepPartEnd = { counts: COUNTS, problems: [] };

const upTo = (after: string): SweepPartEnd => ({ ...THROUGH, cursor: { lane: "simulated", after } });

/** Lives a sweep whose rows and cell are the test's, until its workflow has ended. */
async function live(temporal: TestTemporal, { limitMs = 30_000, isBegun = true, sweepPart }: Plot): Promise<SweepLife> {
  const [taskQueue, cell, sweepId] = [unique("orchestrator"), unique("cell"), unique("sw")];
  const workflowId = askedSweepWorkflowId(sweepId);
  const { workflow } = temporal.client;
  const cancel = async () => void (await workflow.getHandle(workflowId).cancel());
  const parts: AskedPart[] = [];
  const ends: SweepLife["ends"][number][] = [];
  const ofSweeps: SweepActivities = {
    beginSweep: async () => (isBegun ? { isBegun, sweepId, limitMs } : { isBegun: false }),
    endSweep: async (end) => void ends.push(end),
  };
  const ofCell = {
    sweepPart: async (part: AskedPart) => {
      parts.push(part);
      return (await sweepPart?.(part, cancel)) ?? THROUGH;
    },
  };
  const queues = [
    { taskQueue, activities: {}, hasWorkflows: true },
    { taskQueue: SWEEPS_TASK_QUEUE, activities: { ...ofSweeps }, hasWorkflows: false },
    ...(sweepPart === undefined
      ? []
      : [{ taskQueue: cellSweepsTaskQueue(cell), activities: ofCell, hasWorkflows: false }]),
  ];
  await temporal.withWorkers(queues, async () => {
    const args: Parameters<typeof sweep> = [{ cell, account: "1", region: "north", sweepId }];
    await (await workflow.start(sweep, { workflowId, taskQueue, args })).result();
  });
  return { workflowId, cell, sweepId, parts, ends };
}

/** The lives of sweeps whose histories are kept and replayed, by name. */
export const SWEEP_STORIES = {
  /** Three parts; the second one is told to wait, and the place does not list all. */
  through: async (temporal) =>
    await live(temporal, {
      sweepPart: async ({ part }) => {
        if (part === 0) return upTo("c1");
        if (part === 1) return { ...upTo("c2"), problems: ["it broke off"], waitMs: 1 };
        return { ...THROUGH, counts: { ...COUNTS, failed: 1 } };
      },
    }),
  /** Another one of its place runs. */
  "not-begun": async (temporal) => await live(temporal, { isBegun: false, sweepPart: async () => THROUGH }),
  /** Its cell is away. */
  away: async (temporal) => await live(temporal, { limitMs: 2_000 }),
  /** It fails for good behind its first part. */
  broken: async (temporal) =>
    await live(temporal, {
      sweepPart: async ({ part }) => {
        if (part === 0) return upTo("c1");
        throw ApplicationFailure.nonRetryable("there is no such table");
      },
    }),
  /** A person cancels it while its place wants it to wait. */
  cancelled: async (temporal) =>
    await live(temporal, {
      sweepPart: async (_part, cancel) => {
        await cancel();
        return { ...upTo("c1"), waitMs: 25_000 };
      },
    }),
} as const satisfies Readonly<Record<string, (temporal: TestTemporal) => Promise<SweepLife>>>;
