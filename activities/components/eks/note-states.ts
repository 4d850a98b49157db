import { isSameSet } from "../../../domain/eks/same.ts";
import type { Notebook } from "./life-notes.ts";

/** Notes which keys a config states: what it leaves to others is told from that in looks for drift, which have no config. */
export async function noteStates({ notes, write }: Notebook, config: object): Promise<void> {
  const states = Object.entries(config).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (!isSameSet(notes.states, states)) await write({ states });
}
