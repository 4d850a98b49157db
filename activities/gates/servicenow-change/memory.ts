import { z } from "zod";
import type { JsonObject } from "../../../domain/schema/json.ts";

const Memory = z.object({
  sysId: z.string().optional(),
  number: z.string().optional(),
  openedAt: z.number().optional(),
  /** Its correlation id was looked at, and repaired where the creation had ignored it. */
  isKeyed: z.boolean().optional(),
  /** A standard change has its plan as a note: its template keeps the plan's field. */
  isDescribed: z.boolean().optional(),
  /** Changes that carry the same key were looked for, and cancelled. */
  isSwept: z.boolean().optional(),
  hasLeftNew: z.boolean().optional(),
  hasImplemented: z.boolean().optional(),
  /** It has passed unauthorised, and the note about that is still to be added. */
  owesNote: z.boolean().optional(),
  unaskedSince: z.number().optional(),
  /** No call before it: the instance asked for a pause. */
  notBefore: z.number().optional(),
  /** For which window conflicts were asked for, and when. */
  conflictsOf: z.string().optional(),
  conflictsAskedAt: z.number().optional(),
});

/** What the gate wants to find again. Times are epoch milliseconds. */
export type Memory = Readonly<z.infer<typeof Memory>>;

/** The memory of a gate; an empty one where it is none of ours. */
export function readMemory(memory: JsonObject): Memory {
  return Memory.safeParse(memory).data ?? {};
}

/** A memory to be kept. */
export function writeMemory(memory: Memory): JsonObject {
  const entries = Object.entries(memory).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
