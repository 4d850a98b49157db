import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What Slack sent can be handled later, and is deleted some time after it was. */
export const slackInboxLater: Migration = {
  async up(db) {
    await sql.raw(CHANGES).execute(db);
  },
};

const CHANGES = `
-- Its next try comes no sooner.
alter table slack_inbox add column not_before timestamptz not null default '-infinity';
create index slack_inbox_handled on slack_inbox (handled_at) where state = 'handled';

-- An address at which a command could be answered is of no use once it was.
update slack_inbox set payload = jsonb_set(payload::jsonb, '{responseUrl}', '""')::json where kind = 'command' and state = 'handled';
`;
