import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Indexes of what is read of all promotions, however many have ended: the newest, and those that are not over. */
export const newestPromotions: Migration = {
  async up(db) {
    await sql.raw(INDEXES).execute(db);
  },
};

const INDEXES = `
create index promotion_newest on promotion (position);
create index promotion_not_over on promotion (position) where state in ('Waiting', 'Running', 'Held', 'Restoring');
create index operation_running on operation (id) where state = 'Running';
`;
