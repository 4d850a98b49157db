import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A promotion remembers the components whose data no restore brings back. */
export const lostData: Migration = {
  async up(db) {
    await sql`alter table promotion add column lost_data text[] not null default '{}'`.execute(db);
  },
};
