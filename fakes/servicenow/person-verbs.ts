import { areApproved, castVote, questionsOf } from "./approvals.ts";
import { CHANGE_COLUMNS } from "./columns.ts";
import { decideMove } from "./decide-move.ts";
import { deleteChange } from "./delete-change.ts";
import { DEFAULT_GROUP } from "./directory.ts";
import { isRefusal, refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeRow } from "./rows.ts";
import type { VerbBody } from "./schema.ts";
import { settleChange } from "./settle-change.ts";
import { PATH_BY_TYPE, STATE } from "./states.ts";
import type { ChangeType } from "./states.ts";
import { updateChange } from "./update-change.ts";
import { stamped } from "./work.ts";
import type { Work } from "./work.ts";

/** What a person does to a change. Answers a refusal when it is not possible. */
export type VerbAction = (work: Work, change: ChangeRow, given: VerbBody) => Refusal | undefined;

/** The verbs of the page and of `/__sim/servicenow/changes/:number/:verb`. */
export const VERBS: Readonly<Record<string, VerbAction>> = {
  submit(work, change) {
    const assignment_group = change.assignment_group === "" ? DEFAULT_GROUP : change.assignment_group;
    const state = PATH_BY_TYPE[change.type as ChangeType][1];
    if (change.state !== STATE.new) return refusal(400, "Cannot submit", `${change.number} is not new`);
    return update(work, change, { assignment_group, state });
  },
  approve: (work, change, { comment }) => vote(work, change, { state: "approved", comments: comment }),
  reject(work, change, { comment }) {
    if (comment === "") return refusal(400, "Cannot reject", "A comment is required to reject.");
    return vote(work, change, { state: "rejected", comments: comment });
  },
  hold(work, change, { comment }) {
    return update(work, change, { on_hold: "true", on_hold_reason: comment === "" ? "No reason given" : comment });
  },
  unhold: (work, change) => update(work, change, { on_hold: "false", on_hold_reason: "" }),
  reschedule(work, change, { start, end }) {
    const start_date = start === undefined ? change.start_date : toStored(start);
    const end_date = end === undefined ? change.end_date : toStored(end);
    if (start_date !== "" && end_date !== "" && end_date <= start_date) {
      return refusal(400, "Cannot reschedule", "The planned end must come after the planned start.");
    }
    return update(work, change, { start_date, end_date });
  },
  revert: (work, change) => update(work, change, { state: STATE.new }),
  implement: (work, change) => update(work, change, { state: STATE.implement }),
  review: (work, change) => update(work, change, { state: STATE.review }),
  close(work, change, { closeCode, comment }) {
    const close_notes = comment === "" ? change.close_notes : comment;
    return update(work, change, { state: STATE.closed, close_code: closeCode, close_notes });
  },
  cancel: (work, change, { comment }) => update(work, change, { state: STATE.canceled, work_notes: comment }),
  note(work, change, { comment }) {
    if (comment === "") return refusal(400, "Cannot add a note", "The note is empty.");
    return update(work, change, { work_notes: comment });
  },
  delete(work, change) {
    deleteChange(work, change);
    return undefined;
  },
  /** Sets columns, whatever is legal. For states that are not shipped, and for records that cannot be. */
  force(work, change, { fields }) {
    const unknown = Object.keys(fields).find((name) => !(name in CHANGE_COLUMNS));
    if (unknown !== undefined) return refusal(400, "Cannot force", `there is no column "${unknown}"`);
    const stage_at = "state" in fields ? String(work.nowMs) : change.stage_at;
    const forced = stamped(work, { ...change, ...fields, stage_at });
    work.write("change_request", forced);
    const states = forced.state === change.state ? {} : { from: change.state, to: forced.state };
    work.log(forced, { effect: "update", fields: Object.keys(fields), ...states });
    return undefined;
  },
};

/** The verbs that are possible now, in the order in which the page shows them. */
export function possibleVerbs(work: Work, change: ChangeRow): string[] {
  const hold = change.on_hold === "true" ? "unhold" : "hold";
  const me = work.directory.person(work.actor)?.sysId;
  const isAsked = questionsOf(work, change).some((row) => row.approver === me && row.state === "requested");
  const withGroup = { ...change, assignment_group: DEFAULT_GROUP };
  const can = (to: string) => to !== change.state && !isRefusal(decideMove(work, withGroup, to));
  const submitTo = PATH_BY_TYPE[change.type as ChangeType][1] ?? "";
  const isClosable = change.state === STATE.review;
  return [
    ...(isAsked ? ["approve", "reject"] : []),
    ...(change.state === STATE.new && can(submitTo) ? ["submit"] : []),
    ...(can(STATE.implement) ? ["implement"] : []),
    ...(can(STATE.review) ? ["review"] : []),
    ...(isClosable ? ["close"] : []),
    ...(change.active === "true" ? [hold, "reschedule"] : []),
    ...(can(STATE.new) ? ["revert"] : []),
    ...(can(STATE.canceled) ? ["cancel"] : []),
    "note",
    "delete",
  ];
}

function update(work: Work, change: ChangeRow, body: object): Refusal | undefined {
  const result = updateChange(work, change, { body, isDisplayInput: false });
  return isRefusal(result) ? result : undefined;
}

function vote(work: Work, change: ChangeRow, given: { state: "approved" | "rejected"; comments: string }) {
  const me = work.directory.person(work.actor);
  const questions = questionsOf(work, change);
  const mine = questions.find((row) => row.approver === me?.sysId && row.state === "requested");
  if (mine === undefined) {
    const detail = areApproved(questions) ? "It is approved already." : `${me?.name ?? work.actor} was not asked.`;
    return refusal(400, "Cannot vote", detail);
  }
  settleChange(work, castVote(work, mine, given) ?? change);
  return undefined;
}

// A form gives 2026-09-21T20:00, tests give ISO or the stored form.
function toStored(text: string): string {
  const stored = text.replace("T", " ").replace(/(\.\d+)?Z$/, "");
  return /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(stored) ? `${stored}:00` : stored;
}
