import { classifyAnswer, type EksRefusal } from "../../domain/eks/classify-answer.ts";
import { OrchestratorError, type ErrorCode } from "../../domain/errors.ts";
import type { EksOperation } from "./port.ts";

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  /** When another try is worth it, milliseconds. */
  readonly retryAfterMs?: number;
}

const MEANINGS: Readonly<Record<EksRefusal["is"], Meaning>> = {
  "not found": { code: "CLOUD_BUSY", says: "is for something that EKS does not know", retryAfterMs: 5_000 },
  exists: { code: "NOT_OURS", says: "is for a name that is taken" },
  busy: { code: "CLOUD_BUSY", says: "waits for another change", retryAfterMs: 10_000 },
  "has children": { code: "RESOURCE_IN_USE", says: "was refused" },
  protected: { code: "RESOURCE_IN_USE", says: "was refused" },
  "no change": { code: "COMPONENT_FAILED", says: "changes nothing" },
  "not yet": { code: "CLOUD_BUSY", says: "names a role that EKS does not know yet", retryAfterMs: 5_000 },
  throttled: { code: "CLOUD_THROTTLED", says: "came too soon after others", retryAfterMs: 3_000 },
  unclear: { code: "CLOUD_UNREACHABLE", says: "got no answer that can be read", retryAfterMs: 2_000 },
  "no credentials": { code: "CLOUD_UNREACHABLE", says: "has no valid credentials", retryAfterMs: 10_000 },
  denied: { code: "CLOUD_DENIED", says: "was denied: a permission is missing" },
  limit: { code: "CLOUD_LIMIT", says: "was refused: a quota is used up" },
  refused: { code: "COMPONENT_FAILED", says: "was refused" },
};

/**
 * What the SDK threw, by its meaning. `refusal` in its details is what exactly EKS said. What is known already, as that there
 * are no credentials for a call, stays as it is.
 */
export function asOrchestratorError(operation: EksOperation, error: unknown): OrchestratorError {
  if (error instanceof OrchestratorError) return error;
  const { name, message, httpStatus, requestId } = problemOf(error);
  const refusal = classifyAnswer({ name, message, ...(httpStatus === undefined ? {} : { httpStatus }) });
  const { code, says, retryAfterMs } = MEANINGS[refusal.is];
  const permission = refusal.is === "denied" ? ` (eks:${operation.charAt(0).toUpperCase()}${operation.slice(1)})` : "";
  return new OrchestratorError(code, `${operation} ${says}${permission}: ${name}: ${message}`, {
    details: {
      refusal,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs: withJitter(retryAfterMs) }),
      ...(requestId === undefined ? {} : { requestId }),
    },
    cause: error,
  });
}

function problemOf(error: unknown) {
  if (!(error instanceof Error)) return { name: "Unknown", message: String(error) };
  const {
    name,
    message,
    $metadata: metadata,
  } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  };
  return { name, message, httpStatus: metadata?.httpStatusCode, requestId: metadata?.requestId };
}

/** Many components that wait for the same thing must not come back at once. */
function withJitter(ms: number): number {
  return Math.round(ms * (0.75 + Math.random() / 2));
}
