import { OrchestratorError } from "../../../domain/errors.ts";
import { isThere, moveChange } from "./move-change.ts";
import type { Change } from "./read-change.ts";
import { readOpenTasks } from "./read-open-tasks.ts";
import type { ServiceNow } from "./servicenow.ts";

/** How a change ends. */
export interface Closing {
  /** How far it is brought; the rest is left to people. */
  readonly closeTo: "implement" | "review" | "closed";
  readonly closeCode: string;
  readonly closeNotes: string;
}

/**
 * Brings a change from where it stands to its end, state by state: none is skipped, and what others have done is taken.
 * May be repeated at any time.
 *
 * @throws OrchestratorError `REMOTE_REFUSED` where the instance refuses a step, or tasks are open, and what its calls throw
 */
export async function closeChange(serviceNow: ServiceNow, change: Change, closing: Closing): Promise<void> {
  const { closeTo, closeCode, closeNotes } = closing;
  // The form's mandatory rule does not run for calls, but a data policy may: always both.
  const fields = { close_code: closeCode, close_notes: closeNotes };
  let current = change;
  if (current.state === "scheduled") current = await step(serviceNow, current, { to: "implement" });
  if (closeTo === "implement") return;
  if (!isThere(current, "review")) {
    current = await step(serviceNow, current, { to: "review", ...(closeTo === "review" ? { fields } : {}) });
  }
  if (closeTo === "review" || isThere(current, "closed")) return;
  const tasks = await readOpenTasks(serviceNow, current.sysId);
  if (tasks.length > 0)
    throw new OrchestratorError("REMOTE_REFUSED", `${current.number} has open tasks, close them: ${tasks.join(", ")}`);
  await step(serviceNow, current, { to: "closed", fields });
}

/** Cancels a change that was not implemented. The reason is a note of its own. */
export async function cancelChange(serviceNow: ServiceNow, change: Change): Promise<void> {
  await step(serviceNow, change, { to: "canceled" });
}

async function step(
  serviceNow: ServiceNow,
  { sysId }: Change,
  move: Omit<Parameters<typeof moveChange>[1], "sysId">,
): Promise<Change> {
  const moved = await moveChange(serviceNow, { sysId, ...move });
  if (moved.isThere) return moved.change;
  throw new OrchestratorError("REMOTE_REFUSED", moved.reason);
}
