import { changePath } from "./read-change.ts";
import { hasStatus } from "./remote-status.ts";
import type { ServiceNow } from "./servicenow.ts";
import { many, num, shown, val } from "./shapes.ts";
import type { Fields } from "./shapes.ts";

/** Closed and canceled, in the shipped set; `active` counts where it can be read. */
const ENDED = [3, 4, 7];

/** Numbers of the tasks of a change that are not done; empty where our account may not read them. */
export async function readOpenTasks(serviceNow: ServiceNow, sysId: string): Promise<readonly string[]> {
  try {
    const tasks = many(await serviceNow.get(`${changePath(sysId)}/task`));
    return tasks.filter(isOpen).map((task) => shown(task["number"]));
  } catch (error) {
    if (hasStatus(error, 403, 404)) return [];
    throw error;
  }
}

function isOpen(task: Fields): boolean {
  const active = val(task["active"]);
  return active === undefined ? !ENDED.includes(num(task["state"]) ?? 0) : active === "true";
}
