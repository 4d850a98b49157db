import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A cell watches some kinds only, and finds those among many components. */
export const watchedKinds: Migration = {
  async up(db) {
    await sql.raw(STATEMENTS).execute(db);
  },
};

const STATEMENTS = `
create index component_kind on component (cell, kind) where not is_gone;
drop index component_cell;
`;
