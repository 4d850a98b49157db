import type { Client } from "@temporalio/client";

/** When a workflow was woken and when it ran, from its history. Instants are epoch milliseconds; NaN for never. */
export interface Trace {
  /** Its first start or signal at or after an instant. */
  wokenAfter(at: number): number;
  /** The begin of its first task at or after an instant. */
  runsAfter(at: number): number;
}

interface TimedEvent {
  readonly eventTime?: { readonly seconds?: unknown; readonly nanos?: number | null } | null;
}

/** Reads the history of a workflow's present run. */
export async function readTrace(client: Client, workflowId: string): Promise<Trace> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const woken: number[] = [];
  const runs: number[] = [];
  for (const event of events ?? []) {
    if (event.workflowExecutionStartedEventAttributes ?? event.workflowExecutionSignaledEventAttributes)
      woken.push(msOf(event));
    if (event.workflowTaskStartedEventAttributes) runs.push(msOf(event));
  }
  const firstAfter = (times: readonly number[], at: number) => times.find((one) => one >= at) ?? Number.NaN;
  return { wokenAfter: (at) => firstAfter(woken, at), runsAfter: (at) => firstAfter(runs, at) };
}

function msOf({ eventTime }: TimedEvent): number {
  return Number(String(eventTime?.seconds ?? 0)) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
}
