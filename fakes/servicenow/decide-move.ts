import { STATE_LABELS } from "./columns.ts";
import { refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeRow } from "./rows.ts";
import { movesFrom, STATE } from "./states.ts";
import type { ChangeType } from "./states.ts";
import { isOpen, tasksOf } from "./tasks.ts";
import type { Work } from "./work.ts";

/** Whether an update moves the change; `kept` is one that is there already. */
export interface MoveDecision {
  readonly verdict: "kept" | "move";
}

/** Decides whether a change, with the fields of the update in it, may go to a state. */
export function decideMove(work: Work, change: ChangeRow, to: string): MoveDecision | Refusal {
  if (to === change.state) return { verdict: "kept" };
  const from = labelOf(work, change.state);
  const target = labelOf(work, to);
  const move = movesFrom(change.type as ChangeType, change.state).find((legal) => legal.to === to);
  if (move === undefined) {
    return refusal(400, "Invalid state transition", `${change.number} cannot go from ${from} to ${target}`);
  }
  if (move.isAutomatic) {
    return refusal(400, "Invalid state transition", `${change.number} leaves ${from} when it is approved`);
  }
  if (change.on_hold === "true" && !move.isAllowedOnHold) {
    return refusal(400, "Invalid state transition", `${change.number} is on hold`);
  }
  if (change.state === STATE.new && change.type !== "standard" && to !== STATE.canceled) {
    if (change.assignment_group === "") return mandatory(400, ["Assignment group"]);
  }
  return to === STATE.closed ? decideClose(work, change) : { verdict: "move" };
}

/** The label of a state on this instance. */
export function labelOf({ settings }: Pick<Work, "settings">, state: string): string {
  return settings.stateLabels[state] ?? STATE_LABELS[state] ?? state;
}

function decideClose(work: Work, change: ChangeRow): MoveDecision | Refusal {
  const missing = [
    ...(change.close_code === "" ? ["Close code"] : []),
    ...(change.close_notes === "" ? ["Close notes"] : []),
  ];
  if (work.settings.closeFieldsRequired && missing.length > 0) return mandatory(403, missing);
  const open = tasksOf(work, change).filter(isOpen);
  if (open.length === 0) return { verdict: "move" };
  const numbers = open.map(({ number }) => number).join(", ");
  return refusal(403, "Operation Failed", `${change.number} has open tasks: ${numbers}`);
}

function mandatory(status: number, labels: readonly string[]): Refusal {
  const detail = `Data Policy Exception: The following fields are mandatory: ${labels.join(", ")}`;
  return refusal(status, "Operation Failed", detail);
}
