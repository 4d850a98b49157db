import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Who is told of events, what is to be told to whom, and how each try went. */
export const notifications: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
create table subscription (
  uid uuid primary key,
  project text not null references project,
  name text not null,
  document json not null,
  digest text not null,
  created_at timestamptz not null default clock_timestamp(),
  -- Events up to this id were there before it.
  after_event bigint not null,
  disabled_at timestamptz,
  disabled_reason text not null default '',
  -- Since when nothing could be told.
  failing_since timestamptz,
  is_failing_told boolean not null default false,
  -- What the receiver asked for, or is given because it is overloaded.
  paused_until timestamptz,
  last_delivered_at timestamptz,
  deleted_at timestamptz
) with (fillfactor = 70);
create unique index subscription_name on subscription (project, name) where deleted_at is null;

-- Sealed events up to this have their deliveries.
create table notification_cursor (is_only boolean primary key default true check (is_only), seq bigint not null);
insert into notification_cursor (seq) select coalesce(max(seq), 0) from event;

create table delivery (
  id text primary key,
  position bigint generated always as identity unique,
  subscription_uid uuid not null references subscription,
  -- Null for a test.
  event_seq bigint,
  event_type text not null,
  -- What a test tells; null for events of the record.
  test_event json,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  -- Since it was asked for, or asked for again.
  attempts int not null default 0,
  -- Ever; numbers the rows of attempts.
  tries int not null default 0,
  next_at timestamptz not null,
  -- The receiver may have got it: nobody saw how the last attempt ended.
  is_unclear boolean not null default false,
  last_status int,
  last_fault text not null default '',
  payload_digest text,
  created_at timestamptz not null default clock_timestamp(),
  attempted_at timestamptz,
  settled_at timestamptz
) with (fillfactor = 70);
create unique index delivery_of_event on delivery (subscription_uid, event_seq) where event_seq is not null;
create index delivery_due on delivery (subscription_uid, next_at) where state = 'pending';
create index delivery_dead on delivery (subscription_uid, position) where state = 'dead';
create index delivery_subscription on delivery (subscription_uid, position desc);
create index delivery_attempted on delivery (subscription_uid, attempted_at desc) where attempted_at is not null;
create index delivery_settled on delivery (settled_at) where settled_at is not null;

create table delivery_attempt (
  delivery_id text not null references delivery on delete cascade,
  number int not null,
  at timestamptz not null,
  took_ms int not null,
  outcome text not null,
  status int,
  fault text not null,
  -- The beginning of what the receiver answered, masked.
  answer text not null,
  primary key (delivery_id, number)
);
`;
