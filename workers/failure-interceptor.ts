import { ApplicationFailure } from "@temporalio/common";
import type { ActivityInterceptorsFactory } from "@temporalio/worker";
import { ERROR_CODES, OrchestratorError } from "../domain/errors.ts";

const RETRY_AFTER_MS = 1_000;

/** The one place where our errors become Temporal failures. Unknown errors stay as they are: retryable, and visible as bugs. */
export const failureInterceptor: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute: async (input, next) =>
      await next(input).catch((error: unknown) => {
        if (!(error instanceof OrchestratorError)) throw error;
        const isRetryable = ERROR_CODES[error.code].retryable;
        throw ApplicationFailure.create({
          type: error.code,
          message: error.message,
          details: [error.details],
          nonRetryable: !isRetryable,
          cause: error,
          ...(isRetryable ? { nextRetryDelay: retryAfterMs(error) } : {}),
        });
      }),
  },
});

function retryAfterMs(error: OrchestratorError): number {
  const asked = error.details["retryAfterMs"];
  return typeof asked === "number" && asked > 0 ? Math.min(asked, 60_000) : RETRY_AFTER_MS;
}
