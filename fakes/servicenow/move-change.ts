import { toSystemTime } from "./instant.ts";
import type { ChangeRow } from "./rows.ts";
import { isApprovalState, isTerminal, STATE } from "./states.ts";
import { cancelTasks, spawnTasks } from "./tasks.ts";
import { stamped } from "./work.ts";
import type { Work } from "./work.ts";

/** Where a change goes. `isRejected` says that an approver sent it back. */
export interface Target {
  readonly to: string;
  readonly isRejected?: boolean;
}

/** Moves a change, with all that follows at once. Whether the move is legal was decided before. */
export function moveChange(work: Work, change: ChangeRow, { to, isRejected = false }: Target): ChangeRow {
  const { state: from } = change;
  const approval = isRejected ? "rejected" : approvalAfter(change, to);
  const moved = stamped(work, { ...change, ...marksOf(work, to), state: to, approval, stage_at: String(work.nowMs) });
  work.write("change_request", moved);
  endQuestions(work, change, to === STATE.canceled || (to === STATE.new && !isRejected) ? "cancelled" : "not_required");
  const effect = to === STATE.closed ? "close" : to === STATE.canceled ? "cancel" : "move";
  const closeCode = to === STATE.closed ? { closeCode: change.close_code } : {};
  work.log(moved, { effect, from, to, approval, ...closeCode });
  if (to === STATE.implement && work.settings.spawnTasks) spawnTasks(work, moved);
  if (to === STATE.review) cancelTasks(work, moved, ({ created_from: origin }) => origin === "workflow");
  if (to === STATE.canceled) cancelTasks(work, moved, () => true);
  return moved;
}

function approvalAfter(change: ChangeRow, to: string): string {
  if (to === STATE.new || isApprovalState(to)) return "not requested";
  // A standard change is authorised in advance: nobody was asked, and it does not say that anybody agreed.
  if (to === STATE.scheduled && change.type !== "standard") return "approved";
  return change.approval;
}

function marksOf(work: Work, to: string): Partial<ChangeRow> {
  const now = toSystemTime(work.nowMs);
  if (to === STATE.implement) return { work_start: now };
  if (to === STATE.review) return { work_end: now };
  if (!isTerminal(to)) return {};
  const closedBy = work.directory.person(work.actor)?.sysId ?? "";
  return { active: "false", on_hold: "false", closed_at: now, closed_by: closedBy };
}

function endQuestions(work: Work, change: ChangeRow, state: string): void {
  for (const row of work.store.list("sysapproval_approver")) {
    if (row.sysapproval !== change.sys_id || row.state !== "requested") continue;
    work.write("sysapproval_approver", { ...row, state, sys_updated_on: toSystemTime(work.nowMs) });
  }
}
