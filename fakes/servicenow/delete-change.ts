import type { ChangeRow } from "./rows.ts";
import type { Work } from "./work.ts";

/** Deletes a change with all that hangs on it. Its number is not given away again. */
export function deleteChange(work: Work, change: ChangeRow): void {
  const { sys_id: sysId } = change;
  const { store } = work;
  const questions = store.list("sysapproval_approver").filter((row) => row.sysapproval === sysId);
  const tasks = store.list("change_task").filter((row) => row.change_request === sysId);
  const owners = new Set([sysId, ...questions.map((row) => row.sys_id)]);
  const entries = store.list("sys_journal_field").filter((row) => owners.has(row.element_id));
  for (const row of questions) work.remove("sysapproval_approver", row.sys_id);
  for (const row of tasks) work.remove("change_task", row.sys_id);
  for (const row of entries) work.remove("sys_journal_field", row.sys_id);
  work.remove("change_request", sysId);
  work.log(change, { effect: "delete" });
}
