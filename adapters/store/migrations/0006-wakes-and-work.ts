import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Wakes, leases, and the read that an environment's next step is decided from. */
export const wakesAndWork: Migration = {
  async up(db) {
    await sql.raw(FUNCTIONS).execute(db);
  },
};

const FUNCTIONS = `
create function cell_wake(p_wakes json) returns void language plpgsql as $$
declare w record; c component; k wake; is_dead boolean; is_reopened boolean; to_look uuid[] := '{}'; environment uuid;
begin
  for w in
    select * from json_to_recordset(p_wakes) as x("componentUid" uuid, incarnation int, reason text, detail text) order by "componentUid"
  loop
    select * into c from component where uid = w."componentUid" and not is_gone for no key update;
    continue when not found;
    insert into wake (component_uid, incarnation, reason, environment_uid, detail)
      values (c.uid, w.incarnation, w.reason, c.environment_uid, w.detail)
      on conflict (component_uid, incarnation, reason)
      do update set count = wake.count + 1, last_at = clock_timestamp(), detail = excluded.detail
      returning * into k;
    -- An earlier life, or one that an operation is working on: recorded, nothing more.
    continue when w.incarnation <> c.incarnation or c.phase not in ('Ready', 'Lost');
    is_dead := c.phase = 'Ready';
    if is_dead then
      update component set phase = 'Lost' where uid = c.uid;
      -- What was stopped in order did not die: it comes back, and does not count.
      if w.reason <> 'stopped' then
        insert into death (component_uid, incarnation, cause, environment_uid, detail)
          values (c.uid, c.incarnation, coalesce(k.answered_by, ''), c.environment_uid, w.detail)
          on conflict do nothing;
      end if;
      perform write_event_of(c, 'component.lost', null, format('"%s" %s: %s', c.name, w.reason, w.detail),
        json_build_object('incarnation', c.incarnation, 'reason', w.reason));
    end if;
    is_reopened := exists (select from operation where id = k.answered_by and state not in ('Accepted', 'Running'));
    if is_reopened then
      update wake set answered_by = null, received_at = clock_timestamp()
        where component_uid = k.component_uid and incarnation = k.incarnation and reason = k.reason;
    end if;
    if is_dead or is_reopened or k.count = 1 or (k.answered_by is null and k.looked_at < clock_timestamp() - interval '5 seconds' and exists (
      select from environment where uid = c.environment_uid and hold is null and not is_suspended)) then
      update wake set looked_at = clock_timestamp()
        where component_uid = k.component_uid and incarnation = k.incarnation and reason = k.reason;
      to_look := to_look || c.environment_uid;
    end if;
  end loop;
  for environment in select distinct unnest(to_look) loop
    perform look(environment);
  end loop;
end $$;

-- Answers the value that is leased, or null when none of the candidates is free.
create function cell_lease(p_cell text, p_component uuid, p_purpose text, p_candidates int[]) returns int language plpgsql as $$
declare taken int; wanted int;
begin
  select value into taken from lease where cell = p_cell and component_uid = p_component and purpose = p_purpose;
  if found then return taken; end if;
  for wanted in
    select c.value from unnest(p_candidates) with ordinality as c(value, place)
    where not exists (select from lease l where l.cell = p_cell and l.value = c.value) order by c.place
  loop
    insert into lease (cell, value, component_uid, purpose) values (p_cell, wanted, p_component, p_purpose) on conflict do nothing;
    if found then return wanted; end if;
    select value into taken from lease where cell = p_cell and component_uid = p_component and purpose = p_purpose;
    if found then return taken; end if;
  end loop;
  return null;
end $$;

-- Whether the blueprint that an environment runs has a component of this name: one that is only left over is not repaired.
create function is_desired(e environment, p_component text) returns boolean language sql stable as $$
  select exists (
    select from release r
    join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2)
    where r.project = e.project and r.version = e.release and b.document #> array['spec', 'components', p_component] is not null);
$$;

-- Locks an environment and answers its work; null when it does not exist or is gone. The lock is a statement of its own,
-- because one that had to wait for it would answer rows as they were before the wait.
create function take_work(p_environment uuid) returns json language plpgsql as $$
declare e environment;
begin
  select * into e from environment where uid = p_environment and rest_phase <> 'Gone' for no key update;
  if not found then return null; end if;
  return json_build_object(
    'uid', e.uid, 'phase', shown_phase(e), 'epoch', e.epoch, 'isSuspended', e.is_suspended, 'hold', e.hold,
    'running', (
      select json_build_object('operationId', id, 'startedAt', epoch_ms(started_at), 'kind', kind)
      from operation where id = e.running_operation_id),
    'accepted', coalesce((
      select json_agg(json_build_object('operationId', id, 'kind', kind, 'generation', generation) order by position)
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
