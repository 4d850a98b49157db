import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How looks of sweeps are recorded, and how findings end. */
export const driftRecords: Migration = {
  async up(db) {
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const FUNCTIONS = `
-- Ends an open finding. One that nobody has heard of is forgotten.
create function end_finding(p_finding text, p_status text, p_type text, p_reason text, p_operation text default null) returns void
language plpgsql as $$
declare f finding; c component;
begin
  select * into f from finding where id = p_finding and ended_at is null for no key update;
  if not found then return; end if;
  if f.judged_digest is null then
    delete from finding where id = f.id;
    return;
  end if;
  update finding set status = p_status, status_reason = p_reason, ended_at = clock_timestamp(), judge_at = null, snoozed_until = null
    where id = f.id;
  -- People who are asked about it need not decide any more.
  if f.status = 'proposed' and f.approval_id is not null then perform look_approval(f.approval_id); end if;
  select * into c from component where uid = f.component_uid;
  perform write_event_of(c, p_type, p_operation, format('drift of "%s" is over: %s', c.name, p_reason),
    json_build_object('finding', f.id, 'diffDigest', f.diff_digest));
end $$;

-- Ends what is open of a component whose life, or what it was to be, is another one. What is being put back ends with its operation.
create function outdate_findings(p_component uuid, p_reason text) returns void language sql as $$
  select end_finding(id, 'outdated', 'drift.outdated', p_reason) from finding
  where component_uid = p_component and ended_at is null and status <> 'reverting';
$$;

-- An operation has changed an environment: what nobody has stated is learned again.
create function must_learn(p_environment uuid) returns void language sql as $$
  update baseline set must_learn = true where environment_uid = p_environment;
  select end_finding(id, 'outdated', 'drift.outdated', 'an operation has changed the environment since') from finding
  where environment_uid = p_environment and ended_at is null and status <> 'reverting'
    and exists (select from json_array_elements(fields) as f where (f ->> 'isLearned')::boolean);
$$;

-- The component of a look that still counts, with its row locked; a row of nulls where it does not.
create function lock_looked(p_component uuid, p_environment uuid, p_epoch int, p_incarnation int) returns component language sql as $$
  select c.* from component c join environment e on e.uid = c.environment_uid
  where c.uid = p_component and e.uid = p_environment and e.epoch = p_epoch and e.running_operation_id is null
    and not e.is_suspended and not e.is_deleting and e.rest_phase <> 'Gone'
    and c.incarnation = p_incarnation and c.phase = 'Ready' and not c.is_gone
  for no key update of c;
$$;

-- Keeps environments as they are until the transaction ends. The order is the one in which documents are applied.
create function share_environments(p_environments uuid[]) returns void language plpgsql as $$
begin
  perform 1 from environment where uid = any (p_environments) order by (project || ' ' || name) collate "C" for share;
end $$;

-- Whether people have accepted a difference, or it is on its way to be what is wanted.
create function is_agreed(p_component uuid, p_digest text) returns boolean language sql stable as $$
  select exists (select from baseline where component_uid = p_component and p_digest = any (accepted))
    or exists (select from finding f join promotion p on p.id = f.promotion_id
      where f.component_uid = p_component and f.diff_digest = p_digest and f.status = 'adopted' and not is_promotion_over(p.state));
$$;

create function cell_drift(p_found json) returns json language plpgsql as $$
declare w record; c component; f finding; recorded int := 0; stale int := 0; known int := 0;
begin
  perform share_environments(array(select distinct (x ->> 'environmentUid')::uuid from json_array_elements(p_found) as x));
  for w in
    select * from json_to_recordset(p_found) as x(id text, "componentUid" uuid, "environmentUid" uuid, incarnation int, epoch int, "sweepId" text,
      fields json, "diffDigest" text, unrevertable json, "isOldBaseline" boolean) order by "componentUid"
  loop
    c := lock_looked(w."componentUid", w."environmentUid", w.epoch, w.incarnation);
    if c.uid is null then
      stale := stale + 1;
      continue;
    end if;
    select * into f from finding where component_uid = c.uid and ended_at is null for no key update;
    if json_array_length(w.fields) = 0 then
      perform end_finding(f.id, 'resolved', 'drift.resolved', 'it is as wanted again');
      recorded := recorded + 1;
    elsif is_agreed(c.uid, w."diffDigest") then
      perform end_finding(f.id, 'resolved', 'drift.resolved', 'people have agreed to what differs still');
      known := known + 1;
    elsif f.diff_digest = w."diffDigest" then
      -- A repeat of the same sweep has seen nothing more.
      update finding set fields = w.fields, last_seen_at = clock_timestamp(), unrevertable = array(select json_array_elements_text(w.unrevertable)),
          is_old_baseline = w."isOldBaseline", seen_count = seen_count + case when sweep_id = w."sweepId" then 0 else 1 end, sweep_id = w."sweepId",
          judge_at = case when status in ('open', 'proposed', 'due', 'held') then clock_timestamp() else judge_at end
        where id = f.id;
      recorded := recorded + 1;
    elsif f.id is not null then
      update finding set fields = w.fields, diff_digest = w."diffDigest", unrevertable = array(select json_array_elements_text(w.unrevertable)),
          is_old_baseline = w."isOldBaseline", since = clock_timestamp(), last_seen_at = clock_timestamp(), seen_count = 1, sweep_id = w."sweepId",
          judge_at = clock_timestamp(), revert_asked_by = null, snoozed_until = null
        where id = f.id;
      recorded := recorded + 1;
    else
      insert into finding (id, component_uid, environment_uid, incarnation, fields, diff_digest, unrevertable, is_old_baseline, sweep_id, judge_at)
        values (w.id, c.uid, c.environment_uid, c.incarnation, w.fields, w."diffDigest", array(select json_array_elements_text(w.unrevertable)),
          w."isOldBaseline", w."sweepId", clock_timestamp());
      recorded := recorded + 1;
    end if;
  end loop;
  return json_build_object('recorded', recorded, 'stale', stale, 'accepted', known);
end $$;

create function cell_learn(p_learned json) returns void language plpgsql as $$
declare w record; c component;
begin
  perform share_environments(array(select distinct (x ->> 'environmentUid')::uuid from json_array_elements(p_learned) as x));
  for w in
    select * from json_to_recordset(p_learned) as x("componentUid" uuid, "environmentUid" uuid, incarnation int, epoch int, baseline json)
    order by "componentUid"
  loop
    c := lock_looked(w."componentUid", w."environmentUid", w.epoch, w.incarnation);
    continue when c.uid is null;
    update baseline set must_learn = false, hash = w.baseline ->> 'hash', version = (w.baseline ->> 'version')::int,
        secret_paths = array(select json_array_elements_text(w.baseline -> 'secretPaths'))
      where component_uid = c.uid and incarnation = c.incarnation;
    update baseline_fields set fields = w.baseline -> 'fields', learned = array(select json_array_elements_text(w.baseline -> 'learned'))
      where component_uid = c.uid;
  end loop;
end $$;
`;
