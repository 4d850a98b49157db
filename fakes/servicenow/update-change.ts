import { acceptFields } from "./accept-fields.ts";
import { CHANGE_COLUMNS } from "./columns.ts";
import { addNotes } from "./create-change.ts";
import type { ChangeResult } from "./create-change.ts";
import { decideMove } from "./decide-move.ts";
import { moveChange } from "./move-change.ts";
import { isRefusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeRow } from "./rows.ts";
import { settleChange } from "./settle-change.ts";
import { stamped } from "./work.ts";
import type { Work } from "./work.ts";

/** An update of a change: plain fields, a state, notes. */
export interface ChangeUpdate {
  readonly body: object;
  readonly isDisplayInput: boolean;
}

/** Updates a change, all of it or, when something of it is refused, nothing. */
export function updateChange(work: Work, change: ChangeRow, update: ChangeUpdate): ChangeResult | Refusal {
  const { directory, settings } = work;
  const { body, isDisplayInput } = update;
  const accepted = acceptFields(body, { columns: CHANGE_COLUMNS, directory, settings, isDisplayInput });
  if (isRefusal(accepted)) return accepted;
  const { state: to = change.state, work_notes: note = "", comments: comment = "", ...given } = accepted.fields;
  const merged: ChangeRow = { ...change, ...given };
  const decision = decideMove(work, merged, to);
  if (isRefusal(decision)) return decision;

  let current = writeFields(work, change, merged);
  addNotes(work, current, { note, comment });
  if (decision.verdict === "move") current = moveChange(work, current, { to });
  return { change: settleChange(work, current), ignored: accepted.ignored };
}

function writeFields(work: Work, change: ChangeRow, merged: ChangeRow): ChangeRow {
  const columns = Object.keys(CHANGE_COLUMNS) as (keyof typeof CHANGE_COLUMNS)[];
  const changed = columns.filter((name) => merged[name] !== change[name]);
  if (changed.length === 0) return change;
  const updated = stamped(work, merged);
  work.write("change_request", updated);
  const holds = merged.on_hold === "true" ? "hold" : "unhold";
  work.log(updated, { effect: changed.includes("on_hold") ? holds : "update", fields: changed });
  return updated;
}
