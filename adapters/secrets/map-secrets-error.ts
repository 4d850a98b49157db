import { classifyAnswer, type EksRefusal } from "../../domain/eks/classify-answer.ts";
import { OrchestratorError, type ErrorCode } from "../../domain/errors.ts";

interface Meaning {
  readonly code: ErrorCode;
  /** Follows the name of the secret. */
  readonly says: string;
  /** When another try is worth it, milliseconds. */
  readonly retryAfterMs?: number;
  /** Whether AWS knows nothing of it. */
  readonly isAbsent?: true;
}

interface Rule extends Meaning {
  readonly names: readonly string[];
  /** Absent for every text. */
  readonly text?: RegExp;
}

const MARKED = "is marked for deletion: restore it (aws secretsmanager restore-secret), or refer to another one";

/** The first that fits counts. */
const RULES: readonly Rule[] = [
  {
    names: ["ResourceNotFoundException"],
    code: "SECRET_NOT_FOUND",
    says: "does not exist in the cell's region",
    isAbsent: true,
  },
  {
    names: ["InvalidRequestException"],
    text: /deletion|deleted/i,
    code: "SECRET_NOT_FOUND",
    says: MARKED,
  },
  {
    names: ["AccessDeniedException", "AccessDenied"],
    text: /access to kms/i,
    code: "CLOUD_DENIED",
    says: "cannot be decrypted: allow the cell's role kms:Decrypt on the secret's key",
  },
  {
    names: ["DecryptionFailure", "DecryptionFailureException"],
    code: "CLOUD_DENIED",
    says: "cannot be decrypted: enable the secret's key, and allow the cell's role kms:Decrypt on it",
  },
  { names: ["InternalServiceError"], code: "CLOUD_UNREACHABLE", says: "cannot be read now", retryAfterMs: 2_000 },
];

const BY_REFUSAL: Partial<Readonly<Record<EksRefusal["is"], Meaning>>> = {
  throttled: { code: "CLOUD_THROTTLED", says: "cannot be read now: too many calls", retryAfterMs: 3_000 },
  unclear: { code: "CLOUD_UNREACHABLE", says: "cannot be read now: no answer that can be read", retryAfterMs: 2_000 },
  "no credentials": {
    code: "CLOUD_UNREACHABLE",
    says: "cannot be read now: the cell has no valid credentials",
    retryAfterMs: 10_000,
  },
};
const REFUSED: Meaning = { code: "COMPONENT_FAILED", says: "was refused" };

/**
 * What the SDK threw, by its meaning. Only words of AWS are repeated, and no cause is kept: an answer that could not be read
 * may hold the value.
 */
export function asSecretsError(
  { operation, id }: { readonly operation: string; readonly id: string },
  error: unknown,
): OrchestratorError {
  const { name, message, httpStatus, isOfAws } = problemOf(error);
  const { code, says, retryAfterMs, isAbsent } = meaningOf({ name, message, httpStatus }, operation);
  const words = isOfAws ? `${name}: ${message}` : name;
  return new OrchestratorError(code, `the secret "${id}" ${says} (${operation}: ${words})`, {
    details: {
      secret: id,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(isAbsent === undefined ? {} : { isAbsent }),
    },
  });
}

/** Whether AWS knows nothing of the secret, as apart from one that is to be deleted. */
export function isAbsent(error: unknown): boolean {
  return error instanceof OrchestratorError && error.details["isAbsent"] === true;
}

/** The failure to read a secret that will be deleted. */
export function markedForDeletion(id: string): OrchestratorError {
  return new OrchestratorError("SECRET_NOT_FOUND", `the secret "${id}" ${MARKED}`, { details: { secret: id } });
}

function meaningOf(
  problem: { readonly name: string; readonly message: string; readonly httpStatus: number | undefined },
  operation: string,
): Meaning {
  const { name, message, httpStatus } = problem;
  const rule = RULES.find(({ names, text }) => names.includes(name) && text?.test(message) !== false);
  if (rule !== undefined) return rule;
  const { is } = classifyAnswer({ name, message, ...(httpStatus === undefined ? {} : { httpStatus }) });
  if (is === "denied") {
    return { code: "CLOUD_DENIED", says: `may not be read: the cell's role lacks secretsmanager:${operation}` };
  }
  return BY_REFUSAL[is] ?? REFUSED;
}

function problemOf(error: unknown) {
  if (!(error instanceof Error)) return { name: "Unknown", message: "", httpStatus: undefined, isOfAws: false };
  const { name, message } = error;
  const { $fault: fault, $metadata: metadata } = error as Error & {
    readonly $fault?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return { name, message, httpStatus: metadata?.httpStatusCode, isOfAws: fault !== undefined };
}
