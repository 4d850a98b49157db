import { toSystemTime } from "./instant.ts";
import { newSysId } from "./sys-id.ts";
import type { Work } from "./work.ts";

/** An entry for a journal column. */
export interface JournalEntry {
  readonly table: string;
  readonly sysId: string;
  readonly column: string;
  readonly text: string;
}

/** Appends to a journal column. A repeat appends once more, as on a real instance. */
export function addToJournal(work: Work, { table, sysId, column, text }: JournalEntry): void {
  work.write("sys_journal_field", {
    sys_id: newSysId(),
    sys_created_on: toSystemTime(work.nowMs),
    sys_created_by: work.actor,
    name: table,
    element: column,
    element_id: sysId,
    value: text,
  });
}
