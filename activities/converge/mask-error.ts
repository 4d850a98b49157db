import { OrchestratorError } from "../../domain/errors.ts";

/**
 * The error with its message, stack, details and causes masked, for errors that go on to Temporal, whose histories keep
 * them. The very same error where there is nothing to mask.
 */
export function maskError(error: unknown, mask: (text: string) => string): unknown {
  if (typeof error === "string") return mask(error);
  if (!(error instanceof Error)) return error;
  const cause = maskError(error.cause, mask);
  const message = mask(error.message);
  const stack = error.stack === undefined ? undefined : mask(error.stack);
  const details = error instanceof OrchestratorError ? JSON.stringify(error.details) : "{}";
  const isClean = message === error.message && stack === error.stack && mask(details) === details;
  if (isClean && cause === error.cause) return error;
  const masked =
    error instanceof OrchestratorError
      ? new OrchestratorError(error.code, message, { details: JSON.parse(mask(details)), cause })
      : new Error(message, { cause });
  if (stack !== undefined) masked.stack = stack;
  return masked;
}
