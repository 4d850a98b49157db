import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What Slack sent, one row each, before anything is made of it. */
export const chat: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
create table slack_inbox (
  id bigint primary key generated always as identity,
  -- Derived from what was sent, so that a repeat is known.
  key text not null unique,
  kind text not null,
  payload json not null,
  received_at timestamptz not null,
  -- answering: whoever received it answers it, and is given a while. waiting: anybody may take it. handled: it has its outcome.
  state text not null check (state in ('answering', 'waiting', 'handled')),
  attempts int not null default 0,
  handled_at timestamptz,
  outcome text
);
create index slack_inbox_open on slack_inbox (id) where state <> 'handled';

-- One row for each key. The shared lock comes before the clock: an expiry takes it exclusively, and then no row is on its
-- way that was received before.
create function slack_receive(p_key text, p_kind text, p_payload json, p_state text)
  returns table (item_id bigint, item_received_at timestamptz, is_new boolean) language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(1751, 5);
  insert into slack_inbox (key, kind, payload, received_at, state) values (p_key, p_kind, p_payload, clock_timestamp(), p_state)
    on conflict (key) do nothing returning id, received_at into item_id, item_received_at;
  is_new := found;
  if is_new then perform pg_notify('holdfast', 'event');
  else select id, received_at into item_id, item_received_at from slack_inbox where key = p_key; end if;
  return next;
end $$;
`;
