import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What a cell does for a step in its operation's turn, one round trip each, fenced in the statement that writes. */
export const stepsOfOperations: Migration = {
  async up(db) {
    await sql.raw(FUNCTIONS).execute(db);
  },
};

// The fence: the operation runs, has this epoch, and its environment has it, too. Whoever ends the operation or moves the epoch waits for the row's lock.
const FUNCTIONS = `
create function lock_step(p_operation text, p_step text, p_epoch int) returns step_run language sql as $$
  select s.* from step_run s join operation o on o.id = s.operation_id and o.state = 'Running' and o.epoch = p_epoch
  join environment e on e.uid = o.environment_uid and e.epoch = p_epoch
  where s.operation_id = p_operation and s.name = p_step
  for no key update of s;
$$;

create function write_step_event(p_operation text, p_type text, p_message text, p_data json) returns void language sql as $$
  insert into event (type, actor, project, environment, environment_uid, operation_id, promotion_id, message, data)
  select p_type, json_build_object('kind', 'system', 'name', 'cell ' || e.cell), e.project, e.name, e.uid, o.id, o.promotion_id, p_message, p_data
  from operation o join environment e on e.uid = o.environment_uid where o.id = p_operation;
$$;

-- The operation that effects are named after: work that goes on after its workflow vanished keeps its name.
create function step_cause(p_operation text) returns text language sql stable as $$
  with recursive work(id, resumes, attempt) as (
    select id, resumes, attempt from operation where id = p_operation
    union all
    select o.id, o.resumes, o.attempt from work w join operation o on o.id = w.resumes where w.attempt > 1
  )
  select id from work where attempt = 1 or resumes is null limit 1;
$$;

create function step_open(p_operation text, p_step text, p_epoch int) returns jsonb language plpgsql as $$
declare s step_run; o operation; ran operation; e environment; p promotion;
begin
  s := lock_step(p_operation, p_step, p_epoch);
  if s.name is null then return null; end if;
  if s.state = 'Pending' then
    update step_run set state = 'Running', started_at = coalesce(started_at, clock_timestamp()),
        attempt_started_at = coalesce(attempt_started_at, clock_timestamp())
      where operation_id = p_operation and name = p_step returning * into s;
    perform write_step_event(p_operation, 'step.started', format('step "%s" starts', s.name),
      json_build_object('step', s.name, 'kind', s.kind, 'time', s.time));
  end if;
  select * into o from operation where id = p_operation;
  -- What is taken back is taken back with what it was done with.
  select * into ran from operation where id = coalesce(s.undo_of, p_operation);
  select * into e from environment where uid = o.environment_uid;
  select * into p from promotion where id = o.promotion_id;
  return jsonb_strip_nulls(jsonb_build_object(
      'cause', step_cause(p_operation), 'environmentUid', e.uid, 'project', e.project, 'cell', e.cell, 'name', s.name, 'time', s.time, 'kind', s.kind, 'if', s.spec ->> 'if',
      'retries', coalesce((s.spec ->> 'retries')::int, 0), 'timeout', s.spec ->> 'timeout', 'state', s.state, 'reason', s.reason,
      'attempt', s.attempt, 'startedAt', epoch_ms(s.started_at), 'attemptStartedAt', epoch_ms(s.attempt_started_at),
      'isCancelRequested', s.time <> 'undo' and not coalesce((s.spec ->> 'always')::boolean, false) and (o.is_cancel_requested or e.is_deleting)))
    -- What others wrote keeps its nulls.
    || jsonb_build_object('config', coalesce(s.spec -> 'config', '{}'), 'output', s.output, 'facts', ran.facts,
    'gates', coalesce((select json_object_agg(g.name, g.output) from promotion_gate g where g.promotion_id = p.id), '{}'),
    'steps', coalesce((select json_object_agg(d.name, d.output) from step_run d where d.operation_id = ran.id and d.state = 'Succeeded'), '{}'),
    'promotion', json_build_object('id', p.id, 'kind', p.kind, 'pipeline', p.pipeline,
      'release', json_build_object('version', p.release, 'digest', p.release_digest),
      'previousRelease', coalesce(p.restore_to ->> 'release', e.release), 'attempt', p.attempt, 'reason', p.why, 'actor', p.actor ->> 'name',
      'requestedAt', epoch_ms(p.requested_at), 'plannedChanges', coalesce((
        select json_agg(format('%s: %s (%s)', c ->> 'name', c ->> 'action', c ->> 'reason')) from json_array_elements(o.plan -> 'components') as c
        where c ->> 'action' <> 'keep'), '[]')),
    'components', coalesce((select json_object_agg(c.name, json_build_object('uid', c.uid, 'kind', c.kind, 'isReady', c.phase = 'Ready',
        'incarnation', c.incarnation, 'outputs', c.outputs)) from component c where c.environment_uid = e.uid and not c.is_gone), '{}'));
end $$;

create function step_end(p_operation text, p_step text, p_epoch int, p_state text, p_reason text, p_output json) returns boolean language plpgsql as $$
declare s step_run;
begin
  s := lock_step(p_operation, p_step, p_epoch);
  if s.name is null then return false; end if;
  if s.state = p_state then return true; end if;
  update step_run set state = p_state, reason = p_reason, output = coalesce(p_output, output), progress = '', ended_at = clock_timestamp()
    where operation_id = p_operation and name = p_step;
  perform write_step_event(p_operation, 'step.' || replace(lower(p_state), ' ', '-'),
    format('step "%s": %s%s', s.name, lower(p_state), case when p_reason = '' then '' else ', ' || p_reason end),
    json_build_object('step', s.name, 'kind', s.kind, 'time', s.time, 'attempt', s.attempt));
  return true;
end $$;

create function step_attempt_failed(p_operation text, p_step text, p_epoch int, p_attempt int, p_reason text) returns boolean language plpgsql as $$
declare s step_run;
begin
  s := lock_step(p_operation, p_step, p_epoch);
  if s.name is null then return false; end if;
  if s.attempt <> p_attempt then return true; end if;
  update step_run set attempt = attempt + 1, attempt_started_at = null, state = 'Pending', reason = p_reason
    where operation_id = p_operation and name = p_step;
  perform write_step_event(p_operation, 'step.attempt-failed', format('step "%s": attempt %s failed, %s', s.name, s.attempt, p_reason),
    json_build_object('step', s.name, 'attempt', s.attempt));
  return true;
end $$;

create function step_log(p_operation text, p_step text, p_epoch int, p_lines text[]) returns void language plpgsql as $$
declare s step_run;
begin
  s := lock_step(p_operation, p_step, p_epoch);
  if s.name is null then return; end if;
  update step_run set log = (log || p_lines)[greatest(cardinality(log) + cardinality(p_lines) - 199, 1):]
    where operation_id = p_operation and name = p_step;
end $$;

create function step_progress(p_operation text, p_step text, p_epoch int, p_message text) returns void language sql as $$
  update step_run s set progress = p_message from operation o
  where s.operation_id = p_operation and s.name = p_step and o.id = s.operation_id and o.state = 'Running' and o.epoch = p_epoch;
$$;

create function step_snapshot(p_operation text, p_step text, p_epoch int, p_component uuid, p_id text, p_location text, p_kind text)
returns boolean language plpgsql as $$
declare s step_run; c component;
begin
  s := lock_step(p_operation, p_step, p_epoch);
  if s.name is null then return false; end if;
  select * into c from component where uid = p_component;
  insert into snapshot (id, project, environment, environment_uid, component, component_uid, kind, location, operation_id)
    select p_id, e.project, e.name, e.uid, c.name, c.uid, p_kind, p_location, p_operation from environment e where e.uid = c.environment_uid
    on conflict (id) do nothing;
  if not found then return true; end if;
  perform write_event_of(c, 'snapshot.taken', p_operation, format('snapshot "%s" of "%s" was taken', p_id, c.name), json_build_object('snapshot', p_id));
  return true;
end $$;

create function step_intend(p_operation text, p_step text, p_epoch int, p_key text, p_by text, p_call text, p_system text, p_digest text)
returns json language plpgsql as $$
declare s step_run;
begin
  s := lock_step(p_operation, p_step, p_epoch);
  if s.name is null then return json_build_object('state', 'fenced'); end if;
  return intend_outside('operation/' || p_operation, p_key, p_by, p_call, p_system, p_digest);
end $$;

-- What an environment's next step is decided from, with the windows that may keep it waiting.
create or replace function take_work(p_environment uuid) returns json language plpgsql as $$
declare e environment;
begin
  select * into e from environment where uid = p_environment and rest_phase <> 'Gone' for no key update;
  if not found then return null; end if;
  return json_build_object(
    'uid', e.uid, 'project', e.project, 'name', e.name, 'class', e.class, 'freezeWindows', coalesce((
      select json_agg(document) from freeze_window where project in ('', e.project)), '[]'), 'phase', shown_phase(e), 'epoch', e.epoch, 'isSuspended', e.is_suspended, 'hold', e.hold,
    'running', (
      select json_build_object('operationId', id, 'startedAt', epoch_ms(started_at), 'kind', kind)
      from operation where id = e.running_operation_id),
    'accepted', coalesce((
      select json_agg(json_build_object('operationId', id, 'kind', kind, 'generation', generation, 'isOfPromotion', promotion_id is not null) order by position)
      from operation where environment_uid = e.uid and state = 'Accepted'), '[]'),
    'wakes', coalesce((
      select json_agg(json_build_object('componentUid', uid, 'component', name, 'incarnation', incarnation, 'reason', reason,
        'detail', detail, 'receivedAt', epoch_ms(received_at), 'needs', needs) order by received_at)
      from (
        select distinct on (c.uid) c.uid, c.name, c.incarnation, c.needs, w.reason, w.detail, w.received_at
        from wake w join component c on c.uid = w.component_uid and c.incarnation = w.incarnation and not c.is_gone
        where w.environment_uid = e.uid and w.answered_by is null and is_desired(e, c.name)
          and (c.phase in ('Ready', 'Lost') or (c.phase = 'Failed' and w.reason = 'repair-failed'))
        order by c.uid, w.received_at) as first), '[]'),
    'deaths', coalesce((
      select json_agg(json_build_object('componentUid', component_uid, 'at', epoch_ms(at)) order by at)
      from death d where environment_uid = e.uid and at > e.deaths_from and (at > clock_timestamp() - interval '10 minutes'
        -- Repairs that failed one after the other count together, however long each took.
        or exists (select from component c where c.uid = d.component_uid and c.ready_at < d.at and not c.is_gone))), '[]'),
    'failedRepairAt', (
      select case when state <> 'Succeeded' then epoch_ms(ended_at) end from operation
      where environment_uid = e.uid and kind = 'repair' and state in ('Succeeded', 'Failed', 'Cancelled', 'Abandoned')
      order by position desc limit 1));
end $$;
`;
