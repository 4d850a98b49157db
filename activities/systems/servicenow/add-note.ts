import type { Effects } from "../../effects/effects.ts";
import { queryKey, querySysId } from "./query-parts.ts";
import { changePath, readChange } from "./read-change.ts";
import { hasStatus } from "./remote-status.ts";
import type { ServiceNow } from "./servicenow.ts";
import { many, val } from "./shapes.ts";

/** A work note. */
export interface Note {
  /** Its one word, unique within the gate: `note-end`. */
  readonly call: string;
  readonly sysId: string;
  readonly text: string;
}

/** A note was added. It is not confirmed where nobody could see whether it had been added before. */
export type AddedNote = { readonly isConfirmed: boolean };

/**
 * Adds a work note, once. Notes are a journal: a repeat adds a second. So each ends with its key, and is looked for by it.
 * Where our account may read neither the journal nor the field, a note that may have been added is not sent again.
 */
export async function addNote(serviceNow: ServiceNow, effects: Effects, note: Note): Promise<AddedNote> {
  const { call, sysId, text } = note;
  return await effects.once<AddedNote>({
    call,
    system: serviceNow.name,
    request: { sysId, text },
    look: async (key) => await findNote(serviceNow, sysId, referenceOf(key)),
    act: async (key) => {
      await serviceNow.patch(changePath(sysId), { work_notes: `${text}\n${referenceOf(key)}` });
      return { isConfirmed: true };
    },
  });
}

const referenceOf = (key: string) => `(ref ${queryKey(key)})`;

async function findNote(serviceNow: ServiceNow, sysId: string, reference: string): Promise<AddedNote | undefined> {
  const entries = await readJournal(serviceNow, sysId);
  if (entries.some((entry) => entry.includes(reference))) return { isConfirmed: true };
  const shown = (await readChange(serviceNow, sysId))?.workNotes;
  if (shown?.includes(reference) === true) return { isConfirmed: true };
  const isReadable = entries.length > 0 || shown !== undefined;
  return isReadable ? undefined : { isConfirmed: false };
}

/** The newest work notes; none where our account may not read the journal, which may look like an empty one. */
async function readJournal(serviceNow: ServiceNow, sysId: string): Promise<readonly string[]> {
  try {
    const json = await serviceNow.get("/api/now/table/sys_journal_field", {
      sysparm_query: `element_id=${querySysId(sysId)}^element=work_notes^ORDERBYDESCsys_created_on`,
      sysparm_fields: "element_id,value",
      sysparm_limit: "100",
    });
    const rows = many(json).filter((row) => val(row["element_id"]) === sysId);
    return rows.map((row) => val(row["value"]) ?? "");
  } catch (error) {
    if (hasStatus(error, 403, 404)) return [];
    throw error;
  }
}
