import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Approvals with everything that happened to them, and where people see them. */
export const approvals: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const TABLES = `
create table approval (
  id text primary key,
  position bigint generated always as identity,
  subject text not null,
  project text not null,
  environment_uid uuid not null references environment,
  environment text not null,
  class text not null,
  promotion_id text references promotion,
  gate text,
  release text,
  previous_release text,
  -- What is asked; never changes.
  question json not null,
  -- What its events add up to.
  state json not null,
  status text not null default 'pending',
  -- For people: requester, why, changes, migrations, links.
  about json not null,
  asked_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  remind_at timestamptz,
  remind_every_ms bigint not null,
  reminders int not null default 0,
  escalate_at timestamptz,
  decided_at timestamptz,
  -- Rises with everything that people see of it.
  version int not null default 1,
  chat_fault text
) with (fillfactor = 70);
create unique index approval_of_gate on approval (promotion_id, gate) where status in ('pending', 'approved');
create index approval_promotion on approval (promotion_id, position desc);
create index approval_environment on approval (environment_uid, position desc);
create index approval_position on approval (position desc);
create index approval_pending on approval (expires_at) where status = 'pending';

-- Everything that reached an approval, also what was refused. Rows are only added.
create table approval_event (
  id bigint primary key generated always as identity,
  approval_id text not null references approval,
  request_id uuid references request,
  at timestamptz not null default clock_timestamp(),
  event json not null,
  is_counted boolean not null,
  code text,
  reason text
);
create index approval_event_approval on approval_event (approval_id, id);

-- Requests that have asked for what an approval is about, where no promotion carries them.
create table approval_request (
  approval_id text not null references approval,
  request_id uuid not null references request,
  primary key (approval_id, request_id)
);

-- A message about an approval. Several of one approval where a channel changed or one was lost track of.
create table approval_message (
  approval_id text not null references approval,
  channel text not null,
  ts text not null,
  -- The approval itself, or the reply that tells how it goes on.
  role text not null default 'approval',
  rendered_version int not null default 0,
  is_gone boolean not null default false,
  posted_at timestamptz not null default clock_timestamp(),
  primary key (approval_id, channel, ts)
);

alter table release add column author json;
alter table outbox add column approval_id text;
alter table operation add column approval_id text references approval;
`;

const FUNCTIONS = `
-- Wakes an approval's workflow, at once or later.
create function look_approval(p_approval text, p_due timestamptz default clock_timestamp()) returns void language sql as $$
  insert into outbox (approval_id, due_at) values (p_approval, p_due);
  select pg_notify('holdfast', 'look');
$$;

-- The fence of an approval's messages: there is always somebody to tell.
create function approval_intend(p_approval text, p_key text, p_by text, p_call text, p_system text, p_digest text)
returns json language sql as $$
  select intend_outside('approval/' || p_approval, p_key, p_by, p_call, p_system, p_digest);
$$;
`;
