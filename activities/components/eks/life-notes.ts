import { z } from "zod";
import type { ComponentNotes } from "../../../adapters/cell-records/notes-port.ts";
import { type JsonObject, JsonValue } from "../../../domain/schema/json.ts";

/** The update that was begun last. */
const UpdateNote = z.object({
  step: z.string(),
  /** Digest of what was asked for. */
  wish: z.string(),
  token: z.string(),
  /** Absent while the answer to its call has not come. */
  id: z.string().optional(),
  /** Absent while it runs. */
  outcome: z.enum(["succeeded", "failed"]).optional(),
  reason: z.string().optional(),
  /** Codes of EKS for why it failed. */
  codes: z.array(z.string()).optional(),
});

const LifeNotes = z.object({
  /** Absent before the first call. */
  target: z.record(z.string(), z.string()).optional(),
  /** What tells the resource from others of its name; absent while nobody has seen it. */
  life: z.string().optional(),
  remembered: z.record(z.string(), JsonValue).default({}),
  update: UpdateNote.optional(),
  /** The removal that was sent last. */
  removal: z.object({ token: z.string(), at: z.number() }).optional(),
  /** What insights were refreshed for last: a step of an operation, or its first look. */
  insightsOf: z.string().optional(),
  /** Since when an intent waits for a role to become known, epoch milliseconds. */
  roleAwaited: z.object({ token: z.string(), since: z.number() }).optional(),
});

/** What is noted of one life of a component. */
export type LifeNotes = z.infer<typeof LifeNotes>;

/** The notes of one life, and what writes them. */
export interface Notebook {
  readonly notes: LifeNotes;
  write(notes: Partial<LifeNotes>): Promise<void>;
}

/** Opens the notes of a life. What is written is seen in `notes` at once. */
export async function openNotebook(
  store: ComponentNotes,
  { componentUid, incarnation }: { readonly componentUid: string; readonly incarnation: number },
): Promise<Notebook> {
  let notes = LifeNotes.parse(await store.read(componentUid, incarnation));
  return {
    get notes() {
      return notes;
    },
    async write(more) {
      await store.write(componentUid, incarnation, more as JsonObject);
      notes = { ...notes, ...more };
    },
  };
}
