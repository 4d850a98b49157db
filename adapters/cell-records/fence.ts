import { OrchestratorError } from "../../domain/errors.ts";
import type { Turn } from "./port.ts";

/** What every write of a turn is fenced by. */
export function keysOf({ operationId, componentUid, epoch }: Turn): readonly unknown[] {
  return [operationId, componentUid, epoch];
}

/** The error of a turn that is over. */
export function fenced(turn: Turn): OrchestratorError {
  return new OrchestratorError(
    "FENCED",
    `operation "${turn.operationId}" no longer has the turn of epoch ${turn.epoch}`,
    { details: { ...turn } },
  );
}
