import { isSameSet } from "../../../domain/eks/same.ts";
import type { Notebook } from "./life-notes.ts";

/** Notes the names of the tags that a blueprint has given, before they are put on: no others are ever taken off. */
export async function noteTags({ notes, write }: Notebook, names: readonly string[]): Promise<void> {
  if (!isSameSet(notes.tags, names)) await write({ tags: [...new Set(names)] });
}
