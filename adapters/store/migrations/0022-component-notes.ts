import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What drivers must not forget of a life of a component. */
export const componentNotes: Migration = {
  async up(db) {
    await sql.raw(TABLE).execute(db);
  },
};

const TABLE = `
-- No foreign key: the note of what was begun must never wait for, or fall with, another row.
create table component_note (
  component_uid uuid not null,
  incarnation int not null,
  notes jsonb not null,
  primary key (component_uid, incarnation)
);`;
