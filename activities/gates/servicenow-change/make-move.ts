import type { ChangeState } from "../../../domain/decide-change.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import { moveChange } from "../../systems/servicenow/move-change.ts";
import { readChange } from "../../systems/servicenow/read-change.ts";
import { isRefusal } from "../../systems/servicenow/remote-status.ts";
import type { Asking } from "./asking.ts";

/** Whether a change is where it was to be moved, or why not. */
export type MoveResult = { readonly isThere: true } | { readonly isThere: false; readonly reason: string };

/**
 * Moves a change one step on. What is wanted is a state, so most moves may be repeated; the submission is made once: a
 * person who sets a change back to New plans it again, and submits it when that is done.
 */
export async function makeMove(asking: Asking, sysId: string, to: ChangeState): Promise<MoveResult> {
  const { serviceNow } = asking;
  if (to !== "assess" && to !== "authorize") return await moveChange(serviceNow, { sysId, to });
  try {
    await submitOnce(asking, sysId, to);
    return { isThere: true };
  } catch (error) {
    if (isRefusal(error)) return { isThere: false, reason: error.message };
    throw error;
  }
}

async function submitOnce({ serviceNow, context }: Asking, sysId: string, to: ChangeState): Promise<void> {
  await context.effects.once({
    call: "submit",
    system: serviceNow.name,
    request: { sysId, to },
    look: async () => {
      const change = await readChange(serviceNow, sysId);
      return change === undefined || change.state === "new" ? undefined : {};
    },
    act: async () => {
      const moved = await moveChange(serviceNow, { sysId, to });
      if (!moved.isThere) throw new OrchestratorError("REMOTE_REFUSED", moved.reason);
      return {};
    },
  });
}
