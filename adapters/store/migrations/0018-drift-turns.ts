import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Turns of components say what drift is judged against, and an environment's work holds what is to be put back. */
export const driftTurns: Migration = {
  async up(db) {
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const FUNCTIONS = `
-- Takes what a component looks like when it has become ready. Where nobody could look, there is nothing to judge by; what was kept keeps its own.
create function take_baseline(c component, p_baseline json, p_is_kept boolean) returns void language plpgsql as $$
declare known text;
begin
  if p_baseline is null then
    if p_is_kept then return; end if;
    delete from baseline where component_uid = c.uid;
    perform outdate_findings(c.uid, 'an operation has changed it since');
    return;
  end if;
  select hash into known from baseline where component_uid = c.uid;
  insert into baseline (component_uid, environment_uid, cell, account, region, kind, incarnation, version, hash, secret_paths)
    values (c.uid, c.environment_uid, c.cell, p_baseline ->> 'account', p_baseline ->> 'region', c.kind, c.incarnation,
      (p_baseline ->> 'version')::int, p_baseline ->> 'hash', array(select json_array_elements_text(p_baseline -> 'secretPaths')))
    on conflict (component_uid) do update set cell = excluded.cell, account = excluded.account, region = excluded.region, kind = excluded.kind,
      incarnation = excluded.incarnation, version = excluded.version, hash = excluded.hash, secret_paths = excluded.secret_paths,
      must_learn = false, accepted = case when p_is_kept then baseline.accepted end;
  insert into baseline_fields (component_uid, fields, learned)
    values (c.uid, p_baseline -> 'fields', array(select json_array_elements_text(p_baseline -> 'learned')))
    on conflict (component_uid) do update set fields = excluded.fields, learned = excluded.learned;
  if known <> p_baseline ->> 'hash' then
    perform outdate_findings(c.uid, 'what is wanted of it has changed');
  end if;
end $$;

-- Answers the present incarnation, or null when fenced.
create or replace function cell_raise(p_operation text, p_component uuid, p_epoch int, p_from int, p_reason text) returns int language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return null; end if;
  if c.incarnation = p_from + 1 and c.incarnation_operation_id = p_operation then return c.incarnation; end if;
  if c.incarnation <> p_from then return null; end if;
  update component set incarnation = p_from + 1, live_artifact_digest = null, incarnation_operation_id = p_operation, incarnation_reason = p_reason
    where uid = p_component;
  perform outdate_findings(p_component, 'its life is over');
  perform write_event_of(c, 'component.replaced', p_operation,
    format('life %s of "%s" is over: %s; life %s begins', p_from, c.name, p_reason, p_from + 1),
    json_build_object('incarnation', p_from + 1, 'reason', p_reason));
  return p_from + 1;
end $$;

create or replace function cell_ready(p_operation text, p_component uuid, p_epoch int, p_ready json) returns boolean language plpgsql as $$
declare c component; took double precision := (p_ready ->> 'tookMs')::double precision; called text := p_ready ->> 'call';
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null or c.incarnation <> (p_ready ->> 'incarnation')::int then return false; end if;
  -- Said before in this turn. What was seen since, a death, stays.
  if c.phase in ('Ready', 'Lost') and c.ready_at >= c.started_at and c.input_digest = p_ready ->> 'inputDigest' then return true; end if;
  update component set phase = 'Ready', fault = null, live_artifact_digest = artifact_digest, ready_at = clock_timestamp(),
      input_digest = p_ready ->> 'inputDigest', input_digests = p_ready -> 'inputDigests', outputs = p_ready -> 'outputs',
      needs = array(select json_array_elements_text(p_ready -> 'needs'))
    where uid = p_component;
  update effect set state = 'done', done_at = clock_timestamp()
    where component_uid = p_component and incarnation = c.incarnation and state = 'intent' and call <> 'remove';
  delete from progress where component_uid = p_component;
  perform take_baseline(c, p_ready -> 'baseline', (p_ready ->> 'isKept')::boolean);
  perform write_event_of(c, case when (p_ready ->> 'isKept')::boolean then 'component.kept' else 'component.ready' end, p_operation,
    format('"%s" is ready', c.name), json_build_object('incarnation', c.incarnation, 'tookMs', took));
  -- Many environments of one blueprint learn the same row; whoever finds it busy does without.
  if called is not null and took is not null and pg_try_advisory_xact_lock(1752, hashtext(c.kind || '/' || c.name || '/' || called)) then
    insert into learned_duration (kind, component, call, samples) values (c.kind, c.name, called, array[took])
      on conflict (kind, component, call) do update set samples = (array[took] || learned_duration.samples)[1:20];
  end if;
  return true;
end $$;

create or replace function cell_gone(p_operation text, p_component uuid, p_epoch int) returns boolean language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  if c.is_gone then return true; end if;
  update component set phase = 'Gone', is_gone = true, outputs = '[]', fault = null where uid = p_component;
  delete from lease where component_uid = p_component;
  delete from progress where component_uid = p_component;
  delete from baseline where component_uid = p_component;
  perform outdate_findings(p_component, 'it is gone');
  perform write_event_of(c, 'component.deleted', p_operation, format('"%s" is gone', c.name), json_build_object('incarnation', c.incarnation));
  return true;
end $$;

-- What an environment's next step is decided from, with the windows that may keep it waiting and the findings that are to be put back.
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
    'reverts', coalesce((
      select json_agg(json_build_object('findingId', f.id, 'componentUid', c.uid, 'component', c.name, 'incarnation', c.incarnation,
        'diffDigest', f.diff_digest) order by f.since)
      from finding f join component c on c.uid = f.component_uid and c.incarnation = f.incarnation and not c.is_gone
      where f.environment_uid = e.uid and f.ended_at is null and f.status = 'due' and f.judged_digest = f.diff_digest and is_desired(e, c.name)
        -- One that was to be put back and failed in that is put back from where it is.
        and (c.phase = 'Ready' or (c.phase = 'Failed' and c.action = 'revert'))), '[]'),
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
