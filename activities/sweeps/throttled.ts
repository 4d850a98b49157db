import { setTimeout as sleep } from "node:timers/promises";
import { OrchestratorError } from "../../domain/errors.ts";

const DEFAULT_WAIT_MS = 1_000;

/** How long the other side wants us to wait, milliseconds; undefined for an error that says something else. */
export function askedToWaitMs(error: unknown): number | undefined {
  if (!(error instanceof OrchestratorError) || !error.code.endsWith("_THROTTLED")) return undefined;
  const asked = error.details["retryAfterMs"];
  return typeof asked === "number" && asked > 0 ? asked : DEFAULT_WAIT_MS;
}

/** Waits. @throws what the signal was aborted with */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
