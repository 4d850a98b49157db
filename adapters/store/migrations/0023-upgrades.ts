import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Steps of upgrades, and what was seen of clusters. */
export const upgrades: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const TABLES = `
create table upgrade_step (
  operation_id text not null references operation on delete cascade,
  -- As its plan names it: '1.34/control-plane/main/1.34'.
  name text not null,
  place int not null,
  component_uid uuid not null,
  -- Name of the component that is the cluster.
  cluster text not null,
  phase text not null,
  from_version text not null,
  to_version text not null,
  expected_ms double precision not null,
  within_ms double precision not null,
  -- What a person allows it: names of insights that may say no, and to move pods away against their will.
  accepted json not null default '[]',
  may_force boolean not null default false,
  state text not null default 'Pending',
  -- Why it failed, or what it waits for.
  reason text not null default '',
  started_at timestamptz,
  ended_at timestamptz,
  primary key (operation_id, name)
);

-- What was seen last of a cluster, and of what lives in it. One row for each component that is a cluster.
create table cluster_look (
  component_uid uuid primary key,
  look json not null,
  looked_at timestamptz not null
);
`;

const FUNCTIONS = `
-- What one attempt at a step of an upgrade starts from; null once the turn is over. The component's own phase stays.
create function cell_step_open(p_operation text, p_component uuid, p_epoch int, p_step text) returns json language plpgsql as $$
declare c component; e environment; o operation; s upgrade_step;
begin
  select * into c from component where uid = p_component and operation_id = p_operation and turn_epoch = p_epoch;
  if not found then return null; end if;
  select * into e from environment where uid = c.environment_uid and epoch = p_epoch;
  if not found then return null; end if;
  select * into o from operation where id = p_operation and state = 'Running';
  if not found then return null; end if;
  select * into s from upgrade_step where operation_id = p_operation and name = p_step and component_uid = p_component;
  if not found then return null; end if;
  if s.state = 'Pending' then
    update upgrade_step set state = 'Running', started_at = clock_timestamp()
      where operation_id = p_operation and name = p_step and state = 'Pending' returning * into s;
    if not found then return cell_step_open(p_operation, p_component, p_epoch, p_step); end if;
    perform write_event_of(c, 'upgrade.step-started', p_operation,
      format('"%s" of %s: %s from %s to %s starts', c.name, e.name, s.phase, s.from_version, s.to_version),
      json_build_object('step', s.name, 'phase', s.phase, 'from', s.from_version, 'to', s.to_version));
  end if;
  return json_build_object(
    'environmentUid', e.uid, 'project', e.project, 'environment', e.name, 'generation', o.generation,
    'name', c.name, 'kind', c.kind, 'incarnation', c.incarnation,
    'phase', s.phase, 'from', s.from_version, 'to', s.to_version, 'state', s.state,
    'accepted', s.accepted, 'mayForce', s.may_force, 'expectedMs', s.expected_ms, 'readyWithinMs', s.within_ms, 'startedAt', epoch_ms(s.started_at),
    'effect', (select json_build_object('state', state, 'operationId', operation_id) from effect
      where component_uid = c.uid and incarnation = c.incarnation and call in ('upgrade ' || p_step, 'force ' || p_step)
      order by at desc limit 1));
end $$;

create function cell_step_done(p_operation text, p_component uuid, p_epoch int, p_step text, p_call text, p_took double precision)
returns boolean language plpgsql as $$
declare c component; s upgrade_step;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  update upgrade_step set state = 'Succeeded', reason = '', ended_at = clock_timestamp()
    where operation_id = p_operation and name = p_step and state = 'Running' returning * into s;
  if not found then return true; end if;
  update effect set state = 'done', done_at = clock_timestamp()
    where component_uid = p_component and incarnation = c.incarnation and state = 'intent'
      and call in ('upgrade ' || p_step, 'force ' || p_step);
  delete from progress where component_uid = p_component;
  perform write_event_of(c, 'upgrade.step-succeeded', p_operation,
    format('"%s": %s from %s to %s is done', c.name, s.phase, s.from_version, s.to_version),
    json_build_object('step', s.name, 'phase', s.phase, 'from', s.from_version, 'to', s.to_version, 'tookMs', p_took));
  if p_took is not null and pg_try_advisory_xact_lock(1752, hashtext(c.kind || '/' || c.name || '/' || p_call)) then
    insert into learned_duration (kind, component, call, samples) values (c.kind, c.name, p_call, array[p_took])
      on conflict (kind, component, call) do update set samples = (array[p_took] || learned_duration.samples)[1:20];
  end if;
  return true;
end $$;

-- A step that moves something and fails makes its component Failed; what insights say does not.
create function cell_step_failed(p_operation text, p_component uuid, p_epoch int, p_step text, p_fault json) returns boolean language plpgsql as $$
declare c component; s upgrade_step;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  update upgrade_step set state = 'Failed', reason = p_fault ->> 'message', ended_at = clock_timestamp()
    where operation_id = p_operation and name = p_step and state = 'Running' returning * into s;
  if not found then return true; end if;
  if s.phase <> 'insights' then
    update component set phase = 'Failed', fault = p_fault where uid = p_component;
  end if;
  delete from progress where component_uid = p_component;
  perform write_event_of(c, 'upgrade.step-failed', p_operation,
    format('"%s": %s from %s to %s failed: %s', c.name, s.phase, s.from_version, s.to_version, p_fault ->> 'message'),
    json_build_object('step', s.name, 'phase', s.phase, 'code', p_fault ->> 'code'));
  return true;
end $$;

-- What a step waits for, for people. Not fenced by a lock: lost progress is no loss.
create function cell_step_progress(p_operation text, p_component uuid, p_epoch int, p_step text, p_message text) returns void language sql as $$
  update upgrade_step s set reason = p_message from component c
  where s.operation_id = p_operation and s.name = p_step and s.state = 'Running'
    and c.uid = p_component and c.operation_id = p_operation and c.turn_epoch = p_epoch;
$$;

-- The newest look counts, whoever writes first. What was seen of clusters that are gone is forgotten.
create function cell_look(p_component uuid, p_look json, p_took double precision) returns void language sql as $$
  delete from cluster_look l using component c where c.uid = l.component_uid and c.is_gone;
  insert into cluster_look (component_uid, look, looked_at)
    values (p_component, p_look, clock_timestamp() - p_took * interval '1 millisecond')
  on conflict (component_uid) do update set look = excluded.look, looked_at = excluded.looked_at
    where cluster_look.looked_at < excluded.looked_at;
$$;
`;
