import type { ErrorCode } from "../../domain/errors.ts";
import type { CellPorts } from "./cell-ports.ts";
import type { AttemptResult, OpenAttempt } from "./attempt.ts";

/** A problem as a driver or a resolver tells it. */
export interface Problem {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly log?: readonly string[];
}

const LINES_KEPT = 20;
const LINE_LENGTH = 500;

/** Records the fault that people see, without secrets, and ends the component's converge. */
export async function recordFailure(
  ports: CellPorts,
  attempt: OpenAttempt & { readonly secrets: readonly string[] },
  { code, reason, log = [] }: Problem,
): Promise<AttemptResult> {
  const message = ports.mask(reason, attempt.secrets);
  const lines = log.slice(-LINES_KEPT).map((line) => ports.mask(line, attempt.secrets).slice(0, LINE_LENGTH));
  ports.reached("before record");
  await ports.records.failed(attempt.turn, { code, message, log: lines });
  ports.reached("after record");
  return { state: "failed", code, message };
}
