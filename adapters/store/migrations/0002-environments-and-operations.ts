import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Tables of environments and operations, and the looks that wake their workflows. */
export const environmentsAndOperations: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
-- rest_phase is what it is while nothing runs; what people see is shown_phase().
create table environment (
  uid uuid primary key,
  project text not null references project,
  name text not null,
  class text not null,
  cell text not null,
  release text not null,
  document json not null,
  digest text not null,
  generation int not null default 1,
  observed_generation int not null default 0,
  epoch int not null default 0,
  rest_phase text not null default 'Pending' check (rest_phase in ('Pending', 'Ready', 'Failed', 'Gone')),
  reason text not null default '',
  hold json,
  is_suspended boolean not null default false,
  is_deleting boolean not null default false,
  running_operation_id text,
  -- Deaths before this do not count any more: a person ended the hold.
  deaths_from timestamptz not null default now(),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  gone_at timestamptz
) with (fillfactor = 70);
create unique index environment_name on environment (project, name) where rest_phase <> 'Gone';
create index environment_by_name on environment (name) where rest_phase <> 'Gone';
create index environment_release on environment (project, release) where rest_phase <> 'Gone';
create index environment_gone on environment (project, name) where rest_phase = 'Gone';

create function shown_phase(e environment) returns text language sql stable return case
  when e.rest_phase = 'Gone' then 'Gone'
  when e.is_deleting then 'Deleting'
  when e.running_operation_id is not null then 'Running'
  when e.is_suspended then 'Suspended'
  when e.hold is not null then 'Held'
  else e.rest_phase
end;

create table operation (
  id text primary key,
  -- Order in which they were accepted: ids of the same millisecond have none.
  position bigint generated always as identity,
  environment_uid uuid not null references environment,
  kind text not null,
  state text not null,
  generation int not null,
  keep boolean not null default false,
  -- How often this work was begun, this time included: an operation whose workflow vanished is followed by another.
  attempt int not null default 1,
  epoch int,
  reason text not null default '',
  plan json,
  -- Components a repair is for.
  repair json not null default '[]',
  -- What its components' expressions may refer to; set when it takes its turn.
  facts json,
  actor json not null,
  trace_id text not null default '',
  is_cancel_requested boolean not null default false,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  deadline_at timestamptz
) with (fillfactor = 70);
create index operation_waiting on operation (environment_uid, position) where state = 'Accepted';
create index operation_environment on operation (environment_uid, id desc);
create index operation_repair on operation (environment_uid, position desc) where kind = 'repair';

create table request_operation (
  operation_id text not null references operation,
  request_id uuid not null references request,
  primary key (operation_id, request_id)
);
create index request_operation_request on request_operation (request_id);

create table outbox (
  id bigint generated always as identity primary key,
  environment_uid uuid not null,
  created_at timestamptz not null default now()
);

-- Wakes an environment's workflow after this transaction. Every look is a row of its own: one that joined an older row
-- could be marked delivered together with it, before anybody saw what this transaction changed.
create function look(p_environment uuid) returns void language sql as $$
  insert into outbox (environment_uid) values (p_environment);
  select pg_notify('holdfast', 'look');
$$;

-- Writes the outcome of every request whose last operation has just ended.
create function close_requests(p_operations text[]) returns void language plpgsql as $$
begin
  -- Of two operations of one request that end at once, the second waits here, and then sees that the first has ended.
  perform 1 from request
    where id in (select request_id from request_operation where operation_id = any (p_operations))
    order by id for no key update;
  insert into request_outcome (request_id, outcome, reason)
  select r.request_id,
         coalesce((array_agg(o.state order by o.position) filter (where o.state <> 'Succeeded'))[1], 'Succeeded'),
         coalesce((array_agg(o.reason order by o.position) filter (where o.state <> 'Succeeded'))[1], '')
  from request_operation r join operation o on o.id = r.operation_id
  where r.request_id in (select request_id from request_operation where operation_id = any (p_operations))
  group by r.request_id
  having bool_and(o.state not in ('Accepted', 'Running'))
  on conflict (request_id) do nothing;
end $$;
`;
