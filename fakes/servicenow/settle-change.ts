import { areApproved, askApprovers, castVote, questionsOf } from "./approvals.ts";
import { moveChange } from "./move-change.ts";
import type { ChangeRow } from "./rows.ts";
import { isApprovalState, movesFrom, STATE } from "./states.ts";
import type { ChangeType } from "./states.ts";
import { isOpen, tasksOf, updateTask } from "./tasks.ts";
import type { Work } from "./work.ts";

/** Does what the instance does by itself at this moment: ask, approve, go on. Answers the change as it is then. */
export function settleChange(work: Work, change: ChangeRow): ChangeRow {
  const { autoReviewMs, autoScheduleMs } = work.settings;
  if (isApprovalState(change.state)) return settleApproval(work, change);
  if (change.on_hold === "true") return change;
  if (change.state === STATE.implement && isDue(work, change, autoReviewMs)) return settleImplement(work, change);
  if (change.state === STATE.new && change.type === "standard" && isDue(work, change, autoScheduleMs)) {
    return moveChange(work, change, { to: STATE.scheduled });
  }
  return change;
}

function settleApproval(work: Work, change: ChangeRow): ChangeRow {
  const { approvalPolicy, approvalDelayMs, autoApproveMs } = work.settings;
  let current = change;
  if (questionsOf(work, change).length === 0) {
    if (approvalPolicy === "nobody" || !isDue(work, change, approvalDelayMs)) return change;
    current = askApprovers(work, change);
  }
  if (autoApproveMs !== null && isDue(work, change, approvalDelayMs + autoApproveMs)) approveAll(work, change);
  if (change.on_hold === "true" || !areApproved(questionsOf(work, change))) return current;
  const next = movesFrom(change.type as ChangeType, change.state).find(({ isAutomatic }) => isAutomatic);
  return next === undefined ? current : moveChange(work, current, { to: next.to });
}

function approveAll(work: Work, change: ChangeRow): void {
  for (const row of questionsOf(work, change)) {
    if (row.state === "requested") castVote(work, row, { state: "approved", comments: "" });
  }
}

function settleImplement(work: Work, change: ChangeRow): ChangeRow {
  for (const task of tasksOf(work, change)) {
    if (isOpen(task) && task.created_from === "workflow") updateTask(work, task, { state: "3" });
  }
  return tasksOf(work, change).some(isOpen) ? change : moveChange(work, change, { to: STATE.review });
}

function isDue(work: Work, { stage_at: stageAt }: ChangeRow, afterMs: number | null): boolean {
  return afterMs !== null && work.nowMs >= Number(stageAt) + afterMs;
}
