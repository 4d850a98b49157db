import { OrchestratorError } from "../../../domain/errors.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import { addNote } from "../../systems/servicenow/add-note.ts";
import type { Note } from "../../systems/servicenow/add-note.ts";
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
    if (!(error instanceof OrchestratorError) || !error.code.startsWith("REMOTE_")) throw error;
    return error.code === "REMOTE_REFUSED";
  }
}
