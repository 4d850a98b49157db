import type { Client } from "@temporalio/client";
import { OrchestratorError } from "../../domain/errors.ts";
import { ORCHESTRATOR_TASK_QUEUE } from "../../workflows/messages.ts";
import { temporalReason } from "../outbox/temporal-reason.ts";
import type { Check } from "./run-checks.ts";

const DEADLINE_MS = 1_000;
/** Temporal lists a poller for minutes after its last poll; a living one polls at least once a minute. */
const POLLED_WITHIN_MS = 75_000;
const WORKFLOW_QUEUE = 1;
const CACHE_MS = 2_000;

/** The Temporal that is asked, and where it is. */
export interface AskedTemporal {
  readonly client: Client;
  readonly address: string;
}

/** Whether Temporal answers, and takes the looks (`deliveryFault` is what it did not take the last ones with). */
export function temporalCheck(temporal: AskedTemporal, deliveryFault: () => Error | undefined): Check {
  return {
    name: "temporal",
    async run() {
      await within(temporal, ({ connection }) => connection.workflowService.getSystemInfo({}));
      const fault = deliveryFault();
      return fault instanceof OrchestratorError && fault.code === "TEMPORAL_UNREACHABLE" ? fault.message : undefined;
    },
  };
}

/** Whether a worker asks for work. Temporal is asked at most every 2 s. */
export function workersCheck(temporal: AskedTemporal): Check {
  let last: { readonly at: number; readonly reason: string | undefined } | undefined;
  return {
    name: "workers",
    async run() {
      if (last !== undefined && Date.now() - last.at < CACHE_MS) return last.reason;
      const reason = await within(temporal, findPollers);
      last = { at: Date.now(), reason };
      return reason;
    },
  };
}

async function within<Answer>(
  { client, address }: AskedTemporal,
  ask: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await client.withDeadline(Date.now() + DEADLINE_MS, () => ask(client));
  } catch (error) {
    const message = `Temporal at ${address} did not answer: ${temporalReason(error)}`;
    throw new OrchestratorError("TEMPORAL_UNREACHABLE", message, { cause: error });
  }
}

async function findPollers(client: Client): Promise<string | undefined> {
  const { pollers } = await client.connection.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: ORCHESTRATOR_TASK_QUEUE },
    taskQueueType: WORKFLOW_QUEUE,
  });
  const since = Date.now() - POLLED_WITHIN_MS;
  const hasPolled = (pollers ?? []).some((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1_000 >= since);
  return hasPolled
    ? undefined
    : `no worker asks for work on the task queue "${ORCHESTRATOR_TASK_QUEUE}"; what is accepted waits for one`;
}
