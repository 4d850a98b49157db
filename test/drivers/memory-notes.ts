import type { ComponentNotes } from "../../adapters/cell-records/notes-port.ts";
import type { JsonObject } from "../../domain/schema/json.ts";

/** Notes in memory. What is written goes through JSON, as in the database. */
export function memoryNotes(): ComponentNotes {
  const notesByLife = new Map<string, JsonObject>();
  const keyOf = (componentUid: string, incarnation: number) => `${componentUid}/${incarnation}`;
  return {
    read: async (componentUid, incarnation) => notesByLife.get(keyOf(componentUid, incarnation)) ?? {},
    async write(componentUid, incarnation, notes) {
      const key = keyOf(componentUid, incarnation);
      notesByLife.set(key, { ...notesByLife.get(key), ...(JSON.parse(JSON.stringify(notes)) as JsonObject) });
    },
    async lives(componentUid) {
      const lives = [...notesByLife.keys()].filter((key) => key.startsWith(`${componentUid}/`));
      return lives.map((key) => Number(key.slice(componentUid.length + 1))).toSorted((left, right) => left - right);
    },
    async forget(componentUid, incarnation) {
      notesByLife.delete(keyOf(componentUid, incarnation));
    },
  };
}
