import type { JsonObject } from "../../domain/schema/json.ts";

/**
 * What a driver must not forget of a life of a component, because nothing outside tells it: names it was given, ids that it
 * got, what was begun. Never a secret. A note is about what happened, and so it is not fenced.
 */
export interface ComponentNotes {
  /** The notes of one life; empty when there are none. */
  read(componentUid: string, incarnation: number): Promise<JsonObject>;
  /** Writes notes, durable when it returns; others of the life stay. */
  write(componentUid: string, incarnation: number, notes: JsonObject): Promise<void>;
  /** The lives of a component that there are notes of, from the first. */
  lives(componentUid: string): Promise<readonly number[]>;
  /** Forgets a life; the absent counts as forgotten. */
  forget(componentUid: string, incarnation: number): Promise<void>;
}
