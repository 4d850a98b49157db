import type { JsonObject } from "../../domain/schema/json.ts";
import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import { storable } from "../store/storable.ts";
import type { ComponentNotes } from "./notes-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `notes ${name}`, text });

const READ = statement("read", "select notes from component_note where component_uid = $1 and incarnation = $2");
const WRITE = statement(
  "write",
  `insert into component_note (component_uid, incarnation, notes) values ($1, $2, $3)
   on conflict (component_uid, incarnation) do update set notes = component_note.notes || excluded.notes`,
);
const LIVES = statement(
  "lives",
  "select incarnation from component_note where component_uid = $1 order by incarnation",
);
const FORGET = statement("forget", "delete from component_note where component_uid = $1 and incarnation = $2");

/** Notes of drivers, straight in PostgreSQL. */
export function postgresComponentNotes(postgres: Postgres): ComponentNotes {
  return {
    async read(componentUid, incarnation) {
      const [found] = await postgres.call<{ notes: JsonObject }>(READ, [componentUid, incarnation]);
      return found?.notes ?? {};
    },
    async write(componentUid, incarnation, notes) {
      await postgres.call(WRITE, [componentUid, incarnation, storable(notes)]);
    },
    async lives(componentUid) {
      const found = await postgres.call<{ incarnation: number }>(LIVES, [componentUid]);
      return found.map(({ incarnation }) => incarnation);
    },
    async forget(componentUid, incarnation) {
      await postgres.call(FORGET, [componentUid, incarnation]);
    },
  };
}
