import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of documents and of the inbox. */
export const documentsAndRequests: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

// Documents are `json`, not `jsonb`: people get their keys back in the order in which they wrote them.
const TABLES = `
create function epoch_ms(at timestamptz) returns bigint language sql stable parallel safe
  return floor(extract(epoch from at) * 1000)::bigint;

create table project (
  name text primary key,
  document json not null,
  digest text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

-- Deleted versions stay as rows: a version number is never reused for other content.
create table blueprint (
  project text not null references project,
  name text not null,
  version text not null,
  document json not null,
  digest text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (project, name, version)
);

create table release (
  project text not null references project,
  version text not null,
  blueprint text not null,
  document json not null,
  digest text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (project, version)
);
create index release_blueprint on release (project, blueprint) where deleted_at is null;

create table request (
  id uuid primary key,
  actor text not null,
  key text not null,
  digest text not null,
  verb text not null,
  trace_id text not null,
  response json,
  received_at timestamptz not null default now(),
  unique (actor, key)
);

-- The primary key is what makes it one outcome for each accepted request.
create table request_outcome (
  request_id uuid primary key references request,
  outcome text not null,
  reason text not null,
  at timestamptz not null default now()
);
`;
