import { OrchestratorError } from "../../../domain/errors.ts";

/** Whether a failure is an answer with one of these HTTP statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is OrchestratorError {
  return error instanceof OrchestratorError && statuses.some((status) => error.details["status"] === status);
}

/**
 * Whether the system said no to a call, in a form that can be trusted. A login that is refused says nothing about the
 * call: it is made once the account is let in again.
 */
export function isRefusal(error: unknown): error is OrchestratorError {
  return error instanceof OrchestratorError && error.code === "REMOTE_REFUSED" && !hasStatus(error, 401);
}
