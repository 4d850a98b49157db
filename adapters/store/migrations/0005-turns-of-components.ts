import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What a cell does in its turn, one round trip each, fenced in the statement that writes. */
export const turnsOfComponents: Migration = {
  async up(db) {
    await sql.raw(FUNCTIONS).execute(db);
  },
};

/*
 * The fence: a component's row carries the operation and epoch of its turn, and whoever raises the environment's epoch
 * or ends the operation clears it in the same transaction. So a write waits for that row's lock and then sees the truth,
 * without all components of an environment queueing for the environment's row.
 */
const FUNCTIONS = `
create function write_event_of(c component, p_type text, p_operation text, p_message text, p_data json) returns void
language sql as $$
  insert into event (type, actor, project, environment, environment_uid, component, operation_id, message, data)
  select p_type, json_build_object('kind', 'system', 'name', 'cell ' || c.cell), e.project, e.name, e.uid, c.name, p_operation, p_message, p_data
  from environment e where e.uid = c.environment_uid;
$$;

-- The component of a turn with its row locked; a row of nulls once the turn is over.
create function lock_turn(p_operation text, p_component uuid, p_epoch int) returns component language sql as $$
  select c.* from component c join environment e on e.uid = c.environment_uid and e.epoch = p_epoch
  where c.uid = p_component and c.operation_id = p_operation and c.turn_epoch = p_epoch
  for no key update of c;
$$;

create function cell_open(p_operation text, p_component uuid, p_epoch int) returns json language plpgsql as $$
declare c component; e environment; o operation;
begin
  select * into c from component where uid = p_component and operation_id = p_operation and turn_epoch = p_epoch;
  if not found then return null; end if;
  select * into e from environment where uid = c.environment_uid and epoch = p_epoch;
  if not found then return null; end if;
  select * into o from operation where id = p_operation and state = 'Running';
  if not found then return null; end if;
  if c.started_at is null then
    -- A crash that loses this loses nothing: the next attempt opens it again.
    perform set_config('synchronous_commit', 'off', true);
    update component set started_at = clock_timestamp(), was_opened = true, fault = null,
        phase = case action when 'delete' then 'Deleting' else 'Running' end
      where uid = p_component and operation_id = p_operation and turn_epoch = p_epoch and started_at is null
      returning * into c;
    if not found then return cell_open(p_operation, p_component, p_epoch); end if;
    perform write_event_of(c, 'component.started', p_operation,
      format('"%s" of %s starts: %s', c.name, e.name, c.action), json_build_object('action', c.action, 'incarnation', c.incarnation));
  end if;
  return json_build_object(
    'environmentUid', e.uid, 'project', e.project, 'environment', e.name, 'class', e.class, 'cell', c.cell,
    'generation', o.generation, 'name', c.name, 'kind', c.kind, 'action', c.action, 'incarnation', c.incarnation,
    'incarnationOperationId', c.incarnation_operation_id, 'phase', c.phase, 'spec', c.spec,
    'facts', o.facts, 'artifactDigest', c.artifact_digest, 'restoreFrom', c.restore_from, 'onDelete', c.on_delete,
    'expectedMs', c.expected_ms, 'readyWithinMs', c.ready_within_ms, 'startedAt', epoch_ms(c.started_at),
    'isCancelRequested', o.is_cancel_requested or (e.is_deleting and o.kind <> 'delete'),
    'effects', coalesce((
      select json_object_agg(call, json_build_object('state', state, 'operationId', operation_id)) from (
        select distinct on (call) call, state, operation_id from effect
        where component_uid = c.uid and incarnation = c.incarnation order by call, at desc) as newest), '{}'),
    'inputDigest', c.input_digest);
end $$;

create function cell_intend(p_operation text, p_component uuid, p_epoch int, p_token text, p_incarnation int, p_call text, p_digest text)
returns text language plpgsql as $$
declare c component; known text;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null or c.incarnation <> p_incarnation then return 'fenced'; end if;
  insert into effect (token, component_uid, incarnation, call, operation_id, epoch, request_digest)
    values (p_token, p_component, p_incarnation, p_call, p_operation, p_epoch, p_digest) on conflict (token) do nothing;
  if found then return 'new'; end if;
  select state into known from effect where token = p_token;
  return case known when 'done' then 'done' else 'intended' end;
end $$;

create function cell_done(p_token text) returns void language plpgsql as $$
begin
  -- Lost in a crash, the effect is an intent again, and the next look tells what became of it.
  perform set_config('synchronous_commit', 'off', true);
  update effect set state = 'done', done_at = clock_timestamp() where token = p_token and state = 'intent';
end $$;

-- Answers the present incarnation, or null when fenced.
create function cell_raise(p_operation text, p_component uuid, p_epoch int, p_from int, p_reason text) returns int language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return null; end if;
  if c.incarnation = p_from + 1 and c.incarnation_operation_id = p_operation then return c.incarnation; end if;
  if c.incarnation <> p_from then return null; end if;
  update component set incarnation = p_from + 1, incarnation_operation_id = p_operation, incarnation_reason = p_reason
    where uid = p_component;
  perform write_event_of(c, 'component.replaced', p_operation,
    format('life %s of "%s" is over: %s; life %s begins', p_from, c.name, p_reason, p_from + 1),
    json_build_object('incarnation', p_from + 1, 'reason', p_reason));
  return p_from + 1;
end $$;

create function cell_ready(p_operation text, p_component uuid, p_epoch int, p_ready json) returns boolean language plpgsql as $$
declare c component; took double precision := (p_ready ->> 'tookMs')::double precision; called text := p_ready ->> 'call';
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null or c.incarnation <> (p_ready ->> 'incarnation')::int then return false; end if;
  -- Said before in this turn. What was seen since, a death, stays.
  if c.phase in ('Ready', 'Lost') and c.ready_at >= c.started_at and c.input_digest = p_ready ->> 'inputDigest' then return true; end if;
  update component set phase = 'Ready', fault = null, ready_at = clock_timestamp(),
      input_digest = p_ready ->> 'inputDigest', input_digests = p_ready -> 'inputDigests', outputs = p_ready -> 'outputs',
      needs = array(select json_array_elements_text(p_ready -> 'needs'))
    where uid = p_component;
  update effect set state = 'done', done_at = clock_timestamp()
    where component_uid = p_component and incarnation = c.incarnation and state = 'intent' and call <> 'remove';
  delete from progress where component_uid = p_component;
  perform write_event_of(c, case when (p_ready ->> 'isKept')::boolean then 'component.kept' else 'component.ready' end, p_operation,
    format('"%s" is ready', c.name), json_build_object('incarnation', c.incarnation, 'tookMs', took));
  -- Many environments of one blueprint learn the same row; whoever finds it busy does without.
  if called is not null and took is not null and pg_try_advisory_xact_lock(1752, hashtext(c.kind || '/' || c.name || '/' || called)) then
    insert into learned_duration (kind, component, call, samples) values (c.kind, c.name, called, array[took])
      on conflict (kind, component, call) do update set samples = (array[took] || learned_duration.samples)[1:20];
  end if;
  return true;
end $$;

create function cell_failed(p_operation text, p_component uuid, p_epoch int, p_fault json) returns boolean language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  if c.phase = 'Failed' and c.fault ->> 'message' = p_fault ->> 'message' and c.started_at is not null then return true; end if;
  update component set phase = 'Failed', fault = p_fault where uid = p_component;
  delete from progress where component_uid = p_component;
  perform write_event_of(c, 'component.failed', p_operation, format('"%s" failed: %s', c.name, p_fault ->> 'message'),
    json_build_object('code', p_fault ->> 'code', 'incarnation', c.incarnation));
  return true;
end $$;

create function cell_gone(p_operation text, p_component uuid, p_epoch int) returns boolean language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  if c.is_gone then return true; end if;
  update component set phase = 'Gone', is_gone = true, outputs = '[]', fault = null where uid = p_component;
  delete from lease where component_uid = p_component;
  delete from progress where component_uid = p_component;
  perform write_event_of(c, 'component.deleted', p_operation, format('"%s" is gone', c.name), json_build_object('incarnation', c.incarnation));
  return true;
end $$;

create function cell_snapshot(p_operation text, p_component uuid, p_epoch int, p_id text, p_location text, p_kind text) returns boolean language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  insert into snapshot (id, project, environment, environment_uid, component, component_uid, kind, location, operation_id)
    select p_id, e.project, e.name, e.uid, c.name, c.uid, p_kind, p_location, p_operation from environment e where e.uid = c.environment_uid
    on conflict (id) do nothing;
  if not found then return true; end if;
  perform write_event_of(c, 'snapshot.taken', p_operation, format('snapshot "%s" of "%s" was taken', p_id, c.name), json_build_object('snapshot', p_id));
  return true;
end $$;
`;
