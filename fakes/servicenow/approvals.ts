import { addToJournal } from "./add-to-journal.ts";
import { toSystemTime } from "./instant.ts";
import { moveChange } from "./move-change.ts";
import type { ApproverRow, ChangeRow } from "./rows.ts";
import { STATE } from "./states.ts";
import { newSysId } from "./sys-id.ts";
import { stamped } from "./work.ts";
import type { Work } from "./work.ts";

/** What an approver says. */
export interface Vote {
  readonly state: "approved" | "rejected";
  readonly comments: string;
}

/** The questions that the change asks in its present state. */
export function questionsOf(work: Pick<Work, "store">, change: ChangeRow): ApproverRow[] {
  return work.store
    .list("sysapproval_approver")
    .filter((row) => row.sysapproval === change.sys_id && row.stage_at === change.stage_at);
}

/** Asks the people who decide in the present state of the change. */
export function askApprovers(work: Work, change: ChangeRow): ChangeRow {
  const now = toSystemTime(work.nowMs);
  const { group, members } = work.directory.approversOf(change.state);
  for (const { sysId } of members) {
    work.write("sysapproval_approver", {
      sys_id: newSysId(),
      sys_created_on: now,
      sys_created_by: work.actor,
      sys_updated_on: now,
      sys_updated_by: work.actor,
      sys_mod_count: "0",
      sysapproval: change.sys_id,
      approver: sysId,
      group,
      state: "requested",
      comments: "",
      stage_at: change.stage_at,
      policy: work.settings.approvalPolicy,
    });
  }
  const asked = stamped(work, { ...change, approval: "requested" });
  work.write("change_request", asked);
  work.log(asked, { effect: "ask", approvers: members.map(({ userName }) => userName) });
  return asked;
}

/** Records a vote. A rejection sends the change back to New, where it says that it was rejected. */
export function castVote(work: Work, row: ApproverRow, { state, comments }: Vote): ChangeRow | undefined {
  work.write("sysapproval_approver", {
    ...row,
    state,
    sys_updated_on: toSystemTime(work.nowMs),
    sys_updated_by: work.actor,
    sys_mod_count: String(Number(row.sys_mod_count) + 1),
  });
  if (comments !== "") {
    const entry = { table: "sysapproval_approver", sysId: row.sys_id, column: "comments" };
    addToJournal(work, { ...entry, text: comments });
  }
  const change = work.store.get("change_request", row.sysapproval);
  if (change === undefined) return undefined;
  const approver = work.directory.people.find(({ sysId }) => sysId === row.approver);
  const facts = { effect: "vote", vote: state, approvers: [approver?.userName ?? row.approver] } as const;
  work.log(change, comments === "" ? facts : { ...facts, text: comments });
  return state === "rejected" ? moveChange(work, change, { to: STATE.new, isRejected: true }) : change;
}

/** Whether those who were asked have agreed. */
export function areApproved(questions: readonly ApproverRow[]): boolean {
  if (questions.length === 0) return false;
  const isGiven = ({ state }: ApproverRow) => state === "approved";
  return questions[0]?.policy === "all" ? questions.every(isGiven) : questions.some(isGiven);
}
