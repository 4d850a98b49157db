import { z } from "zod";
import type { ComponentNotes } from "../../../adapters/cell-records/notes-port.ts";
import { type JsonObject, JsonValue } from "../../../domain/schema/json.ts";

/** The update that was begun last. */
const UpdateNote = z.object({
  step: z.string(),
  /** Digest of what was asked for. */
  wish: z.string(),
  token: z.string(),
  /** Names the intent, the step and the config that it was sent for: the same whatever was seen. */
  cause: z.string().optional(),
  /** When it was about to be sent for the first time, epoch milliseconds. */
  sentAt: z.number().optional(),
  /** Absent while the answer to its call has not come. */
  id: z.string().optional(),
  /** Whether EKS has refused it: then it has become nothing. */
  isRefused: z.boolean().optional(),
  /** Absent while it runs. */
  outcome: z.enum(["succeeded", "failed"]).optional(),
  reason: z.string().optional(),
  /** Codes of EKS for why it failed. */
  codes: z.array(z.string()).optional(),
  /** What is remembered once it has succeeded. */
  remembers: z.record(z.string(), JsonValue).optional(),
});

/** The creation that was sent for this life. */
const CreationNote = z.object({
  /** Digest of what was asked for and cannot be changed later; of the newest such wish that was seen to be met. */
  wish: z.string(),
  /** Whether what came of it was ever seen with all of that. */
  isProven: z.boolean().default(false),
  /** When it was sent last, epoch milliseconds. */
  at: z.number().optional(),
  /**
   * Whether EKS has taken it, or nothing can have come of it: it was `refused` or got no place among the calls, or what has
   * the name is `not ours`. Absent while nobody knows.
   */
  answer: z.enum(["taken", "refused", "not ours"]).optional(),
});

const LifeNotes = z.object({
  /** Absent before the first call. */
  target: z.record(z.string(), z.string()).optional(),
  /** The account and region of its cell when it was first asked for; absent where the cell did not tell. */
  place: z.object({ account: z.string(), region: z.string() }).optional(),
  /** When this life was first asked for, epoch milliseconds. */
  begunAt: z.number().optional(),
  /** What tells the resource from others of its name; absent while neither the answer to its creation nor a look has told. */
  life: z.string().optional(),
  /** Of the config that was brought about last, or of the first. */
  remembered: z.record(z.string(), JsonValue).default({}),
  /** Absent where none was sent, or nobody noted it. */
  creation: CreationNote.optional(),
  /** Of the newest config that was taken up. */
  forRemoval: z.record(z.string(), JsonValue).default({}),
  /** Keys that the config states which was brought about last. */
  states: z.array(z.string()).default([]),
  update: UpdateNote.optional(),
  /** Names of the tags that a blueprint has given, and that nobody has taken off since. */
  tags: z.array(z.string()).default([]),
  /** Changes that EKS says are made, by step, and since when each was not to be seen. */
  made: z.record(z.string(), z.object({ token: z.string(), since: z.number() })).default({}),
  /** The removal that was sent last. */
  removal: z
    .object({
      token: z.string(),
      at: z.number(),
      /** Whether an earlier one was stuck when it was sent, and nothing else was seen since. */
      wasStuck: z.boolean().optional(),
    })
    .optional(),
  /** What insights were refreshed for last: a step of an operation, or its first look. */
  insightsOf: z.string().optional(),
  /** Since when an intent waits for a role to become known, epoch milliseconds. */
  roleAwaited: z.object({ token: z.string(), since: z.number() }).optional(),
});

/** What is noted of one life of a component. */
export type LifeNotes = z.infer<typeof LifeNotes>;

/** Whether anything of this life can be there: a creation is noted before it is sent. */
export function mayBeThere({ life, creation }: LifeNotes): boolean {
  return life !== undefined || (creation !== undefined && creation.answer !== "refused");
}

/** Whether a creation was sent and has come to something, as far as anybody knows. */
export function mayHaveMade({ creation }: LifeNotes): boolean {
  return creation !== undefined && creation.answer !== "refused" && creation.answer !== "not ours";
}

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
