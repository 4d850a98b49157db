import type { EksRefusal } from "../../../domain/eks/classify-answer.ts";
import { OrchestratorError } from "../../../domain/errors.ts";

/** What exactly EKS said no with; undefined for any other error. */
export function refusalOf(error: unknown): EksRefusal | undefined {
  if (!(error instanceof OrchestratorError)) return undefined;
  const { refusal } = error.details;
  return typeof refusal === "object" && refusal !== null ? (refusal as EksRefusal) : undefined;
}

/** Whether a call was given up before it was sent: it got no place among the cell's calls. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof OrchestratorError && error.details["isSent"] === false;
}

/** The answer, or undefined where EKS does not know what it was asked about. */
export async function unlessUnknown<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (refusalOf(error)?.is === "not found") return undefined;
    throw error;
  }
}

/** To be looked at again soon. */
export function busy(message: string, retryAfterMs = 10_000): OrchestratorError {
  return new OrchestratorError("CLOUD_BUSY", message, { details: { retryAfterMs } });
}
