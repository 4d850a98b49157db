import type { Client } from "@temporalio/client";
import { inLanes } from "../../test/order/herd/in-lanes.ts";
import { environmentWorkflowId } from "../../workflows/messages.ts";

/** Events and bytes of workflows. */
export interface Histories {
  /** Events of all of them. */
  readonly events: number;
  /** The most bytes that one has. */
  readonly bytesMost: number;
}

const LANES = 16;

/** Reads the histories of environments. @throws where one has no workflow that runs */
export async function historiesOf(temporal: Client, uids: readonly string[]): Promise<Histories> {
  let [events, bytesMost] = [0, 0];
  await inLanes(uids, LANES, async (uid) => {
    const { status, historyLength, historySize } = await temporal.workflow
      .getHandle(environmentWorkflowId(uid))
      .describe();
    if (status.name !== "RUNNING") throw new Error(`the workflow of environment ${uid} is ${status.name}`);
    events += historyLength;
    bytesMost = Math.max(bytesMost, historySize ?? 0);
  });
  return { events, bytesMost };
}
