import type { APPROVER_COLUMNS, CHANGE_COLUMNS, JOURNAL_COLUMNS, TASK_COLUMNS } from "./columns.ts";

/** A record of any table: text by column. */
export type Row = Readonly<Record<string, string>>;

/** Column of a change. */
export type ChangeColumn = keyof typeof CHANGE_COLUMNS;

/** A change. `stage_at`, which nobody outside sees, is when it entered its state, in epoch milliseconds. */
export type ChangeRow = Readonly<Record<ChangeColumn | "stage_at", string>>;

/** A task of a change. */
export type TaskRow = Readonly<Record<keyof typeof TASK_COLUMNS, string>>;

/** One person asked to approve a change. `stage_at` is that of the change when it asked; `policy` says who must agree. */
export type ApproverRow = Readonly<Record<keyof typeof APPROVER_COLUMNS | "stage_at" | "policy", string>>;

/** One entry of a journal column. */
export type JournalRow = Readonly<Record<keyof typeof JOURNAL_COLUMNS, string>>;

/** Work in the background, asked for at `started_at` (epoch milliseconds). Its result is computed when it is read. */
export type JobRow = Readonly<
  Record<"sys_id" | "change" | "kind" | "started_at" | "start" | "seconds" | "request", string>
>;

/** The tables that change. */
export interface Tables {
  readonly change_request: ChangeRow;
  readonly change_task: TaskRow;
  readonly sysapproval_approver: ApproverRow;
  readonly sys_journal_field: JournalRow;
  readonly job: JobRow;
}

/** Name of a table that changes. */
export type TableName = keyof Tables;
