import { OrchestratorError } from "../../../domain/errors.ts";

/** Whether a failure is an answer with one of these HTTP statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is OrchestratorError {
  return error instanceof OrchestratorError && statuses.some((status) => error.details["status"] === status);
}

/** Whether the system said no, in a form that can be trusted. */
export function isRefusal(error: unknown): error is OrchestratorError {
  return error instanceof OrchestratorError && error.code === "REMOTE_REFUSED";
}
