import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What plans must know of secrets that only a cell can read. */
export const cellSecrets: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
-- The cells that read their secrets themselves.
create table secret_cell (
  cell text primary key
);
-- Which version a cell has of a secret, or why it cannot tell. Never a value.
create table cell_secret (
  cell text not null,
  project text not null,
  name text not null,
  -- Counts the questions; the answer holds for the questions up to its number.
  asked bigint not null,
  answered bigint not null default 0,
  answered_at timestamptz,
  version text,
  problem_code text,
  problem text,
  primary key (cell, project, name)
);
create index cell_secret_open on cell_secret (cell) where answered < asked;`;
