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
});

const LifeNotes = z.object({
  /** Absent before the first call. */
  target: z.record(z.string(), z.string()).optional(),
  /** What tells the resource from others of its name; absent while nobody has seen it. */
  life: z.string().optional(),
  remembered: z.record(z.string(), JsonValue).default({}),
  /** False where its creation is known to have never been sent. */
  isAsked: z.boolean().optional(),
  /** When EKS said that it makes it, epoch milliseconds; absent while nobody knows. */
  madeAt: z.number().optional(),
  /** Whether a look has found it. */
  isSeen: z.boolean().default(false),
  update: UpdateNote.optional(),
  /** The removal that was sent last. */
  removal: z.object({ token: z.string(), at: z.number() }).optional(),
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
