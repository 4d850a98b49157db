import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** A component says which artifact it runs. What its operation wants it to run may be another one, and may never begin. */
export const liveArtifacts: Migration = {
  async up(db) {
    await sql.raw(CHANGES).execute(db);
  },
};

const CHANGES = `
-- Null between two lives.
alter table component add column live_artifact_digest text;
update component set live_artifact_digest = artifact_digest where ready_at is not null;

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
  perform write_event_of(c, case when (p_ready ->> 'isKept')::boolean then 'component.kept' else 'component.ready' end, p_operation,
    format('"%s" is ready', c.name), json_build_object('incarnation', c.incarnation, 'tookMs', took));
  -- Many environments of one blueprint learn the same row; whoever finds it busy does without.
  if called is not null and took is not null and pg_try_advisory_xact_lock(1752, hashtext(c.kind || '/' || c.name || '/' || called)) then
    insert into learned_duration (kind, component, call, samples) values (c.kind, c.name, called, array[took])
      on conflict (kind, component, call) do update set samples = (array[took] || learned_duration.samples)[1:20];
  end if;
  return true;
end $$;
`;
