import { toSystemTime } from "./instant.ts";
import type { ChangeRow, TaskRow } from "./rows.ts";
import { newSysId } from "./sys-id.ts";
import type { Work } from "./work.ts";

/** The tasks of a change, oldest first. */
export function tasksOf(work: Pick<Work, "store">, change: ChangeRow): TaskRow[] {
  return work.store.list("change_task").filter(({ change_request: sysId }) => sysId === change.sys_id);
}

/** Whether a task still has to be done. */
export function isOpen({ active }: TaskRow): boolean {
  return active === "true";
}

/** Makes the tasks that come with Implement. */
export function spawnTasks(work: Work, change: ChangeRow): void {
  for (const title of ["Implement", "Test after implementation"]) {
    addTask(work, change, { short_description: title, created_from: "workflow" });
  }
}

/** Makes a task. */
export function addTask(work: Work, change: ChangeRow, fields: Partial<TaskRow>): TaskRow {
  const now = toSystemTime(work.nowMs);
  const made = work.store.list("change_task").map(({ number }) => Number(number.slice(5)));
  const task: TaskRow = {
    sys_id: newSysId(),
    sys_created_on: now,
    sys_created_by: work.actor,
    sys_updated_on: now,
    sys_updated_by: work.actor,
    sys_mod_count: "0",
    number: `CTASK${String(Math.max(10_000, ...made) + 1).padStart(7, "0")}`,
    change_request: change.sys_id,
    short_description: "",
    description: "",
    state: "1",
    active: "true",
    created_from: "manual",
    change_task_type: "implementation",
    close_notes: "",
    ...fields,
  };
  work.write("change_task", task);
  work.log(change, { effect: "task", task: task.number, taskState: task.state });
  return task;
}

/** Changes a task. The states 3 and 4 end it. */
export function updateTask(work: Work, task: TaskRow, fields: Partial<TaskRow>): TaskRow {
  const merged = { ...task, ...fields };
  const updated: TaskRow = {
    ...merged,
    active: String(!["3", "4"].includes(merged.state)),
    sys_updated_on: toSystemTime(work.nowMs),
    sys_updated_by: work.actor,
    sys_mod_count: String(Number(task.sys_mod_count) + 1),
  };
  work.write("change_task", updated);
  const change = work.store.get("change_request", task.change_request);
  if (change !== undefined) work.log(change, { effect: "task", task: task.number, taskState: updated.state });
  return updated;
}

/** Cancels the open tasks of a change that the filter picks. */
export function cancelTasks(work: Work, change: ChangeRow, isMeant: (task: TaskRow) => boolean): void {
  for (const task of tasksOf(work, change)) {
    if (isOpen(task) && isMeant(task)) updateTask(work, task, { state: "4" });
  }
}
