import { ERROR_CODES, OrchestratorError } from "../../domain/errors.ts";
import type { CellPorts } from "./cell-ports.ts";
import { isOutOfTime, type Timed } from "./look-times.ts";
import type { Problem } from "./record-failure.ts";

/**
 * What an error means for the component: a problem where waiting will not mend it, or where the component has had its
 * time. Undefined for what the outside may mend by itself, for a lost turn and for bugs: those are thrown on.
 */
export function asProblem(ports: Pick<CellPorts, "now">, attempt: Timed, error: unknown): Problem | undefined {
  if (!(error instanceof OrchestratorError) || error.code === "FENCED") return undefined;
  if (ERROR_CODES[error.code].retryable && !isOutOfTime(attempt, ports.now())) return undefined;
  return { code: error.code, reason: error.message };
}
