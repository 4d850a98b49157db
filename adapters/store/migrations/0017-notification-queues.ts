import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What is needed to find tests, and the oldest of what waits, among very much that waits. */
export const notificationQueues: Migration = {
  async up(db) {
    await sql.raw(INDEXES).execute(db);
  },
};

const INDEXES = `
create index delivery_test on delivery (subscription_uid) where state = 'pending' and test_event is not null;
create index delivery_pending on delivery (subscription_uid, position) where state = 'pending';
`;
