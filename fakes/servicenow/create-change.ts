import { acceptFields } from "./accept-fields.ts";
import { addToJournal } from "./add-to-journal.ts";
import { CHANGE_COLUMNS } from "./columns.ts";
import { toSystemTime } from "./instant.ts";
import { isRefusal, refusal } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import type { ChangeColumn, ChangeRow, Row } from "./rows.ts";
import { STATE } from "./states.ts";
import type { ChangeType } from "./states.ts";
import { newSysId, sysIdOf } from "./sys-id.ts";
import type { Work } from "./work.ts";

/** What to create. `template` is the id of a standard change's template. */
export interface NewChange {
  readonly type: ChangeType;
  readonly template?: string;
  readonly body: object;
  readonly isDisplayInput: boolean;
}

/** A change as it is after a call, and what of the call was ignored. */
export interface ChangeResult {
  readonly change: ChangeRow;
  readonly ignored: readonly string[];
}

const FIRST_NUMBER = 30_001;

/** Creates a change. A call that is repeated creates another one, as on a real instance. */
export function createChange(work: Work, { type, template, body, isDisplayInput }: NewChange): ChangeResult | Refusal {
  const { directory, settings } = work;
  const accepted = acceptFields(body, { columns: CHANGE_COLUMNS, directory, settings, isDisplayInput });
  if (isRefusal(accepted)) return accepted;
  const from = template === undefined ? {} : fieldsOfTemplate(work, template);
  if (isRefusal(from)) return from;
  const { state: _state, work_notes: note = "", comments: comment = "", ...given } = accepted.fields;
  const dropped = type === "standard" ? settings.ignoredStandardFields.filter((name) => name in given) : [];
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !dropped.includes(name)));

  const now = toSystemTime(work.nowMs);
  const author = directory.person(work.actor)?.sysId ?? "";
  const change: ChangeRow = {
    ...emptyChange(),
    requested_by: author,
    ...from,
    ...kept,
    sys_id: newSysId(),
    number: nextNumber(work),
    type,
    chg_model: sysIdOf(`chg_model/${CHANGE_COLUMNS.type.labels[type]}`),
    state: STATE.new,
    approval: "not requested",
    active: "true",
    opened_by: author,
    opened_at: now,
    sys_created_on: now,
    sys_created_by: work.actor,
    sys_updated_on: now,
    sys_updated_by: work.actor,
    sys_mod_count: "0",
    stage_at: String(work.nowMs),
  };
  work.write("change_request", change);
  work.log(change, { effect: "create", fields: Object.keys(kept) });
  addNotes(work, change, { note, comment });
  const hasState = "state" in accepted.fields;
  return { change, ignored: [...accepted.ignored, ...(hasState ? ["state"] : []), ...dropped] };
}

/** Appends to the two journals of a change; empty texts append nothing. */
export function addNotes(work: Work, change: ChangeRow, { note, comment }: { note: string; comment: string }): void {
  const entry = { table: "change_request", sysId: change.sys_id };
  if (note !== "") {
    addToJournal(work, { ...entry, column: "work_notes", text: note });
    work.log(change, { effect: "note", text: note });
  }
  if (comment !== "") {
    addToJournal(work, { ...entry, column: "comments", text: comment });
    work.log(change, { effect: "comment", text: comment });
  }
}

function fieldsOfTemplate(work: Work, template: string): Partial<Row> | Refusal {
  const row = work.directory.rows("std_change_record_producer")?.find(({ sys_id: sysId }) => sysId === template);
  if (row === undefined) return refusal(404, "No Record found", `there is no standard change template "${template}"`);
  if (row["active"] !== "true") return refusal(400, "Template is not available", `"${row["name"]}" is retired`);
  return {
    short_description: row["short_description"] ?? "",
    implementation_plan: "As the template says.",
    std_change_producer_version: template,
  };
}

function emptyChange(): Readonly<Record<ChangeColumn, string>> {
  const empty = Object.fromEntries(Object.keys(CHANGE_COLUMNS).map((name) => [name, ""]));
  // Object.fromEntries forgets the names of the columns.
  return { ...(empty as Record<ChangeColumn, string>), on_hold: "false", risk: "3", impact: "3", category: "Other" };
}

// Deleted changes do not give their numbers back, so the log is asked and not the table.
function nextNumber(work: Work): string {
  return `CHG${String(FIRST_NUMBER + work.createdCount()).padStart(7, "0")}`;
}
