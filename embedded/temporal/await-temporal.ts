import { Connection } from "@temporalio/client";
import { waitUntil } from "../process/wait-until.ts";

/** What to wait for. */
export interface AwaitTemporalOptions {
  readonly address: string;
  /** Must be there before the server counts as ready; `default` by default. */
  readonly namespace?: string;
  /** 60 s by default, in milliseconds: a cold, busy machine takes far longer than the usual second. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

const CALL_WITHIN_MS = 5_000;

/** Waits until a Temporal server answers a real call, because its port is open long before. Throws after the limit. */
export async function awaitTemporal(options: AwaitTemporalOptions): Promise<void> {
  const { address, namespace = "default", limitMs = 60_000, signal } = options;
  let lastError: unknown;
  const look = async () => {
    try {
      const connection = await Connection.connect({ address, connectTimeout: CALL_WITHIN_MS });
      try {
        const describe = async () => await connection.workflowService.describeNamespace({ namespace });
        await connection.withDeadline(Date.now() + CALL_WITHIN_MS, describe);
        return true;
      } finally {
        await connection.close();
      }
    } catch (error) {
      lastError = error; // Expected until it is ready; told when it never is.
      return false;
    }
  };
  const what = `the Temporal server at ${address} answers for namespace "${namespace}"`;
  await waitUntil(look, { what, limitMs, everyMs: 100, signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new Error(error instanceof Error ? error.message : String(error), { cause: lastError });
  });
}
