import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of components and of what a cell records: effects, progress, durations, wakes, snapshots, leases. */
export const components: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

// No index and no index predicate names a column that a turn changes, so that its updates stay inside their page (HOT).
const TABLES = `
create table component (
  uid uuid primary key,
  environment_uid uuid not null references environment,
  name text not null,
  cell text not null,
  kind text not null,
  is_gone boolean not null default false,
  phase text not null default 'Pending',
  incarnation int not null default 1,
  incarnation_operation_id text,
  incarnation_reason text,
  -- Its turn: the operation it belongs to, and that operation's epoch while the turn lasts.
  operation_id text,
  turn_epoch int,
  action text,
  started_at timestamptz,
  ready_at timestamptz,
  expected_ms double precision not null default 0,
  ready_within_ms double precision not null default 0,
  spec json,
  artifact_digest text,
  restore_from json,
  on_delete text not null default 'delete',
  -- As it was last ready.
  needs text[] not null default '{}',
  input_digest text,
  input_digests json not null default '{}',
  outputs json not null default '[]',
  fault json,
  was_opened boolean not null default false,
  created_at timestamptz not null default now()
) with (fillfactor = 60);
create unique index component_name on component (environment_uid, name) where not is_gone;
create index component_environment on component (environment_uid);
create index component_cell on component (cell) where not is_gone;

-- The ledger of effects.
create table effect (
  token text primary key,
  component_uid uuid not null,
  incarnation int not null,
  call text not null,
  operation_id text not null,
  epoch int not null,
  state text not null default 'intent',
  request_digest text not null,
  at timestamptz not null default clock_timestamp(),
  done_at timestamptz
) with (fillfactor = 80);
create index effect_component on effect (component_uid, incarnation);

-- Unlogged: the last word of progress is no loss.
create unlogged table progress (
  component_uid uuid primary key,
  message text not null,
  at timestamptz not null default clock_timestamp()
);

create table learned_duration (
  kind text not null,
  component text not null,
  call text not null,
  -- The last 20, newest first, milliseconds.
  samples double precision[] not null,
  primary key (kind, component, call)
);

create table wake (
  component_uid uuid not null,
  incarnation int not null,
  reason text not null,
  environment_uid uuid not null,
  detail text not null,
  count int not null default 1,
  received_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  looked_at timestamptz not null default clock_timestamp(),
  -- The operation that deals with it; null while none does.
  answered_by text,
  primary key (component_uid, incarnation, reason)
);
create index wake_open on wake (environment_uid) where answered_by is null;
create index wake_answered on wake (answered_by) where answered_by is not null;

-- One row for each life that ended unasked (cause empty), and for each repair that failed (cause: its operation).
create table death (
  component_uid uuid not null,
  incarnation int not null,
  cause text not null default '',
  environment_uid uuid not null,
  detail text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (component_uid, incarnation, cause)
);
create index death_environment on death (environment_uid, at);

create table snapshot (
  id text primary key,
  project text not null,
  environment text not null,
  environment_uid uuid not null,
  component text not null,
  component_uid uuid not null,
  kind text not null,
  location text not null,
  operation_id text not null,
  taken_at timestamptz not null default now()
);
create index snapshot_project on snapshot (project);

create table lease (
  cell text not null,
  value int not null,
  component_uid uuid not null,
  purpose text not null,
  primary key (cell, value),
  unique (component_uid, cell, purpose)
);
`;
