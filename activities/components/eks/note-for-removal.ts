import type { JsonObject } from "../../../domain/schema/json.ts";
import type { Notebook } from "./life-notes.ts";
import { wishDigest } from "./wish-digest.ts";

/**
 * Notes what a removal must respect of the newest config. It is noted before anything is done about that config: one that
 * never comes about is respected, too.
 */
export async function noteForRemoval({ notes, write }: Notebook, forRemoval: JsonObject | undefined): Promise<void> {
  if (forRemoval === undefined || wishDigest(notes.forRemoval) === wishDigest(forRemoval)) return;
  await write({ forRemoval });
}
