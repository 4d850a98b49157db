import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import { addNote } from "../../systems/servicenow/add-note.ts";
import type { Note } from "../../systems/servicenow/add-note.ts";
import { isRefusal } from "../../systems/servicenow/remote-status.ts";
import type { ServiceNow } from "../../systems/servicenow/servicenow.ts";
import type { GateContext } from "../gate.ts";
import type { ServiceNowChangeConfig } from "./config.ts";

/** One evaluation of the gate, or the end of it. */
export interface Asking {
  readonly config: ServiceNowChangeConfig;
  readonly context: GateContext;
  readonly serviceNow: ServiceNow;
}

/** How people call a change. */
export function labelOf({ serviceNow }: Pick<Asking, "serviceNow">, number: string): string {
  return serviceNow.isSimulator ? `${number} (simulated)` : number;
}

/** What expressions find under `gates.<as>`. */
export function outputOf({ serviceNow }: Asking, { sysId, number }: { sysId: string; number: string }): JsonObject {
  const { isSimulator, url } = serviceNow;
  const page = isSimulator ? `/#${number}` : `/change_request.do?sys_id=${sysId}`;
  return { number, sysId, url: new URL(page, url).href };
}

/**
 * Adds a note where that is possible: a note is no reason to stop. Answers false where it should be tried again.
 * @throws OrchestratorError `FENCED`
 */
export async function tryNote({ serviceNow, context }: Asking, note: Note): Promise<boolean> {
  try {
    await addNote(serviceNow, context.effects, note);
    return true;
  } catch (error) {
    if (!isRemoteFailure(error)) throw error;
    return isRefusal(error);
  }
}

/** Adds a note; a refused one is no reason to leave a change as it is. @throws OrchestratorError `REMOTE_*` for others, `FENCED` */
export async function noteOrLeave({ serviceNow, context }: Asking, note: Note): Promise<void> {
  try {
    await addNote(serviceNow, context.effects, note);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** The note for those who authorise afterwards. The verdict itself is recorded with its reason. */
export function unauthorisedNote({ context }: Pick<Asking, "context">, sysId: string): Note {
  const { actor, id } = context.promotion;
  const text = `Holdfast: promotion ${id} goes on before this emergency is authorised, asked for by ${actor}.`;
  return { call: "note-unauthorised", sysId, text };
}

/** Whether the instance failed, not we. */
export function isRemoteFailure(error: unknown): boolean {
  return error instanceof OrchestratorError && error.code.startsWith("REMOTE_");
}
