import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What components are to look like, where they differ, and the sweeps that look. */
export const drift: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
-- What a sweep reads of every component, so it holds the digest and not the fields.
create table baseline (
  component_uid uuid primary key references component,
  environment_uid uuid not null references environment,
  cell text not null,
  account text not null,
  region text not null,
  kind text not null,
  incarnation int not null,
  version int not null,
  -- What nobody has stated is to be learned again.
  must_learn boolean not null default false,
  hash text not null,
  secret_paths text[] not null default '{}',
  -- Digests of differences that people accept; null for none.
  accepted text[]
) with (fillfactor = 80);
create index baseline_place on baseline (cell, account, region, component_uid);
create index baseline_environment on baseline (environment_uid);

create table baseline_fields (
  component_uid uuid primary key references baseline on delete cascade,
  fields json not null,
  learned text[] not null default '{}'
);

create table finding (
  id text primary key,
  position bigint generated always as identity,
  component_uid uuid not null references component,
  environment_uid uuid not null references environment,
  incarnation int not null,
  status text not null default 'open',
  status_reason text not null default '',
  fields json not null,
  diff_digest text not null,
  -- The difference that was last decided about; null while nobody has heard of it.
  judged_digest text,
  -- When it is to be decided about; null while nothing is to be decided.
  judge_at timestamptz,
  -- Who has answered that this very difference is to be put back; null while nobody has.
  revert_asked_by text,
  unrevertable text[] not null default '{}',
  is_old_baseline boolean not null default false,
  reaction json not null default '{"reaction":"notify","fields":[]}',
  since timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  seen_count int not null default 1,
  -- The sweep that has seen it last; null for a look outside of a sweep.
  sweep_id text,
  snoozed_until timestamptz,
  operation_id text,
  approval_id text,
  promotion_id text,
  ended_at timestamptz
) with (fillfactor = 70);
create unique index finding_open on finding (component_uid) where ended_at is null;
create index finding_environment on finding (environment_uid) where ended_at is null;
create index finding_position on finding (position desc);
create index finding_open_position on finding (position desc) where ended_at is null;
create index finding_to_judge on finding (sweep_id, judge_at) where judge_at is not null;
create index finding_operation on finding (operation_id) where status = 'reverting';
create index finding_adopted on finding (component_uid) where status = 'adopted';
create index finding_ended on finding (ended_at) where ended_at is not null;

-- When a difference was put back: what comes back again and again is held.
create table finding_revert (
  component_uid uuid not null,
  diff_digest text not null,
  operation_id text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (component_uid, diff_digest, operation_id)
);
create index finding_revert_at on finding_revert (at);

create table sweep (
  id text primary key,
  -- The id that it was begun under: another one than its own where people had asked for it before.
  begun_as text not null unique,
  position bigint generated always as identity,
  cell text not null,
  account text not null,
  region text not null,
  state text not null default 'running',
  reason text not null default '',
  brake text,
  -- True once the brake was asked.
  is_closing boolean not null default false,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
create unique index sweep_running on sweep (cell, account, region) where state = 'running';
create index sweep_position on sweep (position desc);
create index sweep_place on sweep (cell, account, region, position desc);

create table sweep_part (
  sweep_id text not null references sweep on delete cascade,
  part int not null,
  counts json not null,
  at timestamptz not null default clock_timestamp(),
  primary key (sweep_id, part)
);

-- Sweeps that people have asked for and that have not begun, under the id that they will have.
create table sweep_request (
  sweep_id text primary key,
  cell text not null,
  account text not null,
  region text not null,
  requested_at timestamptz not null default clock_timestamp(),
  unique (cell, account, region)
);
`;
