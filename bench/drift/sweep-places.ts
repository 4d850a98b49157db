import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@temporalio/client";
import { ORCHESTRATOR_TASK_QUEUE, SWEEP_WORKFLOW } from "../../workflows/messages.ts";

/** Sweeps that go on until they are stopped. */
export interface Sweeping {
  /** Resolves when a sweep of each account has begun. */
  readonly begun: Promise<void>;
  /** Begins no further sweep, and resolves when those that run have ended. */
  stop(): Promise<{ readonly sweeps: number }>;
}

/** Cell of a measured stack, and region of everything in it. */
const PLACE = { cell: "local", region: "local" } as const;

let begun = 0;

/** Sweeps an account of the measured stack once. */
export async function sweepAccount(temporal: Client, account: string): Promise<void> {
  begun += 1;
  await temporal.workflow.execute(SWEEP_WORKFLOW, {
    workflowId: `bench-sweep/${account}/${begun}`,
    taskQueue: ORCHESTRATOR_TASK_QUEUE,
    args: [{ ...PLACE, account }],
  });
}

/** Schedules have a jitter, so that sweeps of several accounts do not begin and end in the same moment. */
const APART_MS = 700;

/** Sweeps all accounts again and again, each as soon as its last sweep has ended; the first sweeps begin a while apart. */
export function keepSweeping(temporal: Client, accounts: readonly string[]): Sweeping {
  let isOver = false;
  let sweeps = 0;
  const lane = async (account: string, index: number) => {
    await sleep(index * APART_MS);
    while (!isOver) {
      await sweepAccount(temporal, account);
      sweeps += 1;
    }
  };
  const lanes = Promise.all(accounts.map(lane));
  // Told by whoever stops it.
  lanes.catch(() => undefined);
  return {
    begun: sleep((accounts.length - 1) * APART_MS),
    async stop() {
      isOver = true;
      await lanes;
      return { sweeps };
    },
  };
}
