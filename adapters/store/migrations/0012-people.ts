import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Persons with their accounts, groups, services, tokens and roles; and the record of what was refused. */
export const people: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
create table person (
  id text primary key,
  name text not null unique,
  display_name text not null default '',
  email text,
  is_active boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
);
create unique index person_email on person (lower(email)) where email is not null;

-- An account elsewhere that is known to be this person's. One account belongs to one person.
create table person_identity (
  system text not null,
  -- The workspace or issuer that the subject is unique in.
  tenant text not null,
  subject text not null,
  person_id text not null references person,
  linked_by json not null,
  linked_at timestamptz not null default clock_timestamp(),
  primary key (system, tenant, subject)
);
create index person_identity_person on person_identity (person_id);

create table person_group (
  name text primary key,
  description text not null default '',
  created_at timestamptz not null default clock_timestamp()
);
create table group_member (
  group_name text not null references person_group on delete cascade,
  person_id text not null references person,
  added_at timestamptz not null default clock_timestamp(),
  primary key (group_name, person_id)
);
create index group_member_person on group_member (person_id);

create table service_account (
  id text primary key,
  name text not null unique,
  description text not null default '',
  is_active boolean not null default true,
  created_at timestamptz not null default clock_timestamp()
);

create table access_token (
  id text primary key,
  -- SHA-256 of the token. The token itself is shown once and kept nowhere.
  digest bytea not null unique,
  person_id text references person,
  service_id text references service_account,
  note text not null default '',
  created_by json not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  check ((person_id is null) <> (service_id is null))
);
create index access_token_person on access_token (person_id) where person_id is not null;
create index access_token_service on access_token (service_id) where service_id is not null;

create table role_binding (
  id text primary key,
  role text not null,
  person_id text references person,
  group_name text references person_group on delete cascade,
  service_id text references service_account,
  -- Null: all of them.
  project text,
  class text,
  environment text,
  created_by json not null,
  created_at timestamptz not null default clock_timestamp(),
  -- One holder, and the same grant once.
  unique nulls not distinct (role, person_id, group_name, service_id, project, class, environment),
  check (num_nonnulls(person_id, group_name, service_id) = 1),
  check (environment is null or project is not null)
);
create index role_binding_person on role_binding (person_id) where person_id is not null;
create index role_binding_group on role_binding (group_name) where group_name is not null;
create index role_binding_service on role_binding (service_id) where service_id is not null;

-- What somebody asked for and did not get. Not in the chain of events: anybody can fill it.
create table refusal (
  id bigint primary key generated always as identity,
  at timestamptz not null default clock_timestamp(),
  actor json,
  action text not null,
  resource json not null,
  code text not null,
  reason text not null,
  via text not null,
  trace_id text not null default '',
  -- How many of the same source came between the one before and this one, and were only counted.
  dropped int not null default 0
);
`;
