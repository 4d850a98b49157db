import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Checks that cells are asked to make of themselves, and what they found. */
export const cellChecks: Migration = {
  async up(db) {
    await sql.raw(TABLE).execute(db);
  },
};

const TABLE = `
create table cell_check (
  cell text primary key,
  -- How often it was asked, and up to which of these it has answered.
  asked bigint not null,
  answered bigint not null default 0,
  answered_at timestamptz,
  findings json not null default '[]'
);`;
