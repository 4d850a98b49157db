import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of pipelines, promotions, gates, steps, freeze windows and vetoes, and how they wake their workflows. */
export const promotions: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const TABLES = `
create table connection (
  project text not null references project,
  name text not null,
  document json not null,
  digest text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (project, name)
);

-- Each change is a new version; a promotion keeps the one it began with.
create table pipeline (
  project text not null references project,
  name text not null,
  version int not null,
  document json not null,
  digest text not null,
  created_at timestamptz not null default now(),
  replaced_at timestamptz,
  primary key (project, name, version)
);
create unique index pipeline_current on pipeline (project, name) where replaced_at is null;

-- Stages of the current pipelines. The primary key makes an environment a stage of one pipeline only.
create table stage (
  project text not null,
  environment text not null,
  pipeline text not null,
  version int not null,
  place int not null,
  is_gated boolean not null,
  primary key (project, environment)
);
create index stage_pipeline on stage (project, pipeline);

-- An empty project stands for all of them.
create table freeze_window (
  project text not null default '',
  name text not null,
  document json not null,
  digest text not null,
  actor json not null,
  created_at timestamptz not null default now(),
  primary key (project, name)
);

create table veto (
  id text primary key,
  project text not null references project,
  release text not null,
  -- Null for every environment.
  environment text,
  reason text not null,
  actor json not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  lifted_at timestamptz
);
create index veto_release on veto (project, release) where lifted_at is null;

-- Moves with every freeze window and veto that comes, changes or goes: what was decided from an older one is decided again.
create table rules_revision (is_only boolean primary key default true check (is_only), revision bigint not null);
insert into rules_revision (revision) values (1);

create table promotion (
  id text primary key,
  position bigint generated always as identity,
  project text not null references project,
  pipeline text not null,
  pipeline_version int not null,
  environment_uid uuid not null references environment,
  environment text not null,
  kind text not null,
  release text not null,
  release_digest text not null,
  -- What a change of parameters wants; null for the other kinds.
  wish json,
  attempt int not null,
  state text not null default 'Waiting',
  reason text not null default '',
  -- Why, in the words of who asked.
  why text not null default '',
  override_freeze text,
  -- What people gave for gates, by gate.
  supplied json not null default '{}',
  actor json not null,
  trace_id text not null default '',
  is_cancel_requested boolean not null default false,
  operation_id text,
  operations int not null default 0,
  had_issues boolean not null default false,
  plan json,
  plan_generation int,
  -- Why it waits, besides its gates.
  waits json not null default '[]',
  look_again_at timestamptz,
  earliest_at timestamptz,
  -- What ran before its first turn: document, digest, release and generation.
  restore_to json,
  requested_at timestamptz not null default clock_timestamp(),
  gates_passed_at timestamptz,
  admitted_at timestamptz,
  ended_at timestamptz,
  -- When everything it had opened outside was closed.
  finished_at timestamptz,
  runs text,
  revoked_at timestamptz,
  revoked_reason text
) with (fillfactor = 70);
create index promotion_open on promotion (environment_uid, position) where finished_at is null;
create index promotion_environment on promotion (environment_uid, position desc);
create index promotion_project on promotion (project, position desc);
create index promotion_release on promotion (project, release, environment);
create index promotion_ended on promotion (ended_at) where ended_at is not null;

create table promotion_gate (
  promotion_id text not null references promotion,
  name text not null,
  place int not null,
  kind text not null,
  config json not null,
  verdict text,
  reasons json not null default '[]',
  output json not null default '{}',
  memory json not null default '{}',
  waits_on text,
  is_alarming boolean not null default false,
  evaluated_at timestamptz,
  look_again_at timestamptz,
  earliest_at timestamptz,
  finished_at timestamptz,
  finish_fault text,
  primary key (promotion_id, name)
) with (fillfactor = 70);

create table step_run (
  operation_id text not null references operation,
  name text not null,
  place int not null,
  time text not null,
  kind text not null,
  spec json not null,
  state text not null default 'Pending',
  attempt int not null default 1,
  reason text not null default '',
  progress text not null default '',
  output json not null default '{}',
  -- Of an undo: the operation whose step is taken back.
  undo_of text references operation,
  log text[] not null default '{}',
  started_at timestamptz,
  attempt_started_at timestamptz,
  ended_at timestamptz,
  primary key (operation_id, name)
) with (fillfactor = 60);

-- The ledger of effects of gates and steps. Its owner's fence is checked where an intent is written.
create table outside_effect (
  key text primary key,
  owner text not null,
  by_name text not null,
  call text not null,
  system text not null,
  request_digest text not null,
  state text not null default 'intent',
  answer json,
  not_before timestamptz,
  at timestamptz not null default clock_timestamp(),
  done_at timestamptz
) with (fillfactor = 80);
create index outside_effect_owner on outside_effect (owner);

create table request_promotion (
  promotion_id text not null references promotion,
  request_id uuid not null references request,
  primary key (promotion_id, request_id)
);
create index request_promotion_request on request_promotion (request_id);

alter table operation add column promotion_id text references promotion, add column resumes text;
create index operation_promotion on operation (promotion_id) where promotion_id is not null;
alter table event add column promotion_id text;
create index event_promotion on event (promotion_id, seq) where seq is not null and promotion_id is not null;
alter table release add column build_id text;
create unique index release_build on release (project, build_id) where build_id is not null;

alter table outbox alter column environment_uid drop not null, add column promotion_id text,
  add column due_at timestamptz not null default clock_timestamp();
create index outbox_due on outbox (due_at, id);
`;

const FUNCTIONS = `
-- Wakes a promotion's workflow, at once or later.
create function look_promotion(p_promotion text, p_due timestamptz default clock_timestamp()) returns void language sql as $$
  insert into outbox (promotion_id, due_at) values (p_promotion, p_due);
  select pg_notify('holdfast', 'look');
$$;

create function is_promotion_over(p_state text) returns boolean language sql immutable parallel safe
  return p_state not in ('Waiting', 'Running', 'Held', 'Restoring');

-- Writes the outcome of each request once all that it started has ended.
create function settle_requests(p_requests uuid[]) returns void language plpgsql as $$
begin
  -- Of two works of one request that end at once, the second waits here, and then sees that the first has ended.
  perform 1 from request where id = any (p_requests) order by id for no key update;
  insert into request_outcome (request_id, outcome, reason)
  select w.request_id,
         coalesce((array_agg(w.state order by w.place) filter (where not w.is_good))[1], 'Succeeded'),
         coalesce((array_agg(w.reason order by w.place) filter (where not w.is_good))[1], '')
  from (
    select r.request_id, o.state, o.reason, o.position as place, o.state = 'Succeeded' as is_good,
           o.state not in ('Accepted', 'Running') as is_over
    from request_operation r join operation o on o.id = r.operation_id where r.request_id = any (p_requests)
    union all
    select r.request_id, p.state, p.reason, p.position, p.state = 'Verified', is_promotion_over(p.state)
    from request_promotion r join promotion p on p.id = r.promotion_id where r.request_id = any (p_requests)
  ) as w
  group by w.request_id
  having bool_and(w.is_over)
  on conflict (request_id) do nothing;
end $$;

create or replace function close_requests(p_operations text[]) returns void language plpgsql as $$
begin
  perform settle_requests(array(
    select distinct request_id from request_operation where operation_id = any (p_operations)));
end $$;

create function close_promotion_requests(p_promotion text) returns void language plpgsql as $$
begin
  perform settle_requests(array(select request_id from request_promotion where promotion_id = p_promotion));
end $$;

-- The fence of a gate's effects: its promotion, until everything that it opened is closed.
create function promotion_intend(p_promotion text, p_key text, p_by text, p_call text, p_system text, p_digest text)
returns json language plpgsql as $$
declare known outside_effect;
begin
  perform 1 from promotion where id = p_promotion and finished_at is null for share;
  if not found then return json_build_object('state', 'fenced'); end if;
  return intend_outside('promotion/' || p_promotion, p_key, p_by, p_call, p_system, p_digest);
end $$;

create function intend_outside(p_owner text, p_key text, p_by text, p_call text, p_system text, p_digest text)
returns json language plpgsql as $$
declare known outside_effect;
begin
  insert into outside_effect (key, owner, by_name, call, system, request_digest)
    values (p_key, p_owner, p_by, p_call, p_system, p_digest) on conflict (key) do nothing;
  if found then return json_build_object('state', 'new'); end if;
  select * into known from outside_effect where key = p_key for no key update;
  if known.state = 'done' then return json_build_object('state', 'done', 'answer', known.answer); end if;
  if known.state = 'intent' then return json_build_object('state', 'unclear'); end if;
  if known.not_before > clock_timestamp() then
    return json_build_object('state', 'throttled', 'notBefore', epoch_ms(known.not_before));
  end if;
  update outside_effect set state = 'intent', request_digest = p_digest, at = clock_timestamp() where key = p_key;
  return json_build_object('state', 'new');
end $$;

create function outside_done(p_key text, p_answer json) returns void language sql as $$
  update outside_effect set state = 'done', answer = p_answer, done_at = clock_timestamp() where key = p_key and state <> 'done';
$$;

create function outside_not_sent(p_key text, p_not_before timestamptz) returns void language sql as $$
  update outside_effect set state = 'not sent', not_before = p_not_before where key = p_key and state = 'intent';
$$;

create function touch_rules() returns void language sql as $$
  update rules_revision set revision = revision + 1;
$$;
`;
