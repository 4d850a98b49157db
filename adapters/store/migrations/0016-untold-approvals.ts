import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Approvals that people may not have been told of are few, and asked for often. */
export const untoldApprovals: Migration = {
  async up(db) {
    await sql`create index approval_untold on approval (position) where chat_fault is not null`.execute(db);
  },
};
