import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Environments that sleep, and those whose time ends. */
export const sleep: Migration = {
  async up(db) {
    await sql.raw(STATEMENTS).execute(db);
  },
};

const STATEMENTS = `
alter table environment
  -- Since when its components are stopped; null while it is awake.
  add column asleep_at timestamptz,
  -- A person keeps it awake until then; null for nobody.
  add column awake_until timestamptz,
  -- When it is deleted; null for never.
  add column expires_at timestamptz,
  -- The ends of its time that people were told of, and at which its deletion was asked for.
  add column expiry_told timestamptz,
  add column expiry_asked timestamptz;

create or replace function shown_phase(e environment) returns text language sql stable return case
  when e.rest_phase = 'Gone' then 'Gone'
  when e.is_deleting then 'Deleting'
  when e.running_operation_id is not null then 'Running'
  when e.is_suspended then 'Suspended'
  when e.hold is not null then 'Held'
  when e.asleep_at is not null then 'Asleep'
  else e.rest_phase
end;

-- Whatever stores a document of an environment sets when its time is over. What a person has extended stays until the document says something else.
create function set_expiry() returns trigger language plpgsql as $$
declare now_says json := new.document -> 'spec'; said json;
begin
  if tg_op = 'UPDATE' then
    said := old.document -> 'spec';
    if (now_says ->> 'expires') is not distinct from (said ->> 'expires') and (now_says ->> 'ttl') is not distinct from (said ->> 'ttl') then
      return new;
    end if;
  end if;
  new.expires_at := coalesce((now_says ->> 'expires')::timestamptz, clock_timestamp() + (now_says ->> 'ttl')::interval);
  return new;
end $$;
create trigger environment_expiry before insert or update of document on environment for each row execute function set_expiry();

create index operation_rest on operation (environment_uid, position desc) where kind in ('sleep', 'wake');

-- Whether something of an environment sleeps, or has failed while it was put to sleep or woken.
create function is_half_asleep(p_environment uuid) returns boolean language sql stable as $$
  select exists (select from component where environment_uid = p_environment and not is_gone
    and (phase = 'Asleep' or (phase = 'Failed' and action in ('sleep', 'wake'))));
$$;

-- What sleep and the end of its time are decided from, of an environment whose row is locked.
create function rest_work(p_environment uuid) returns json language sql volatile as $$
  select json_build_object(
    'sleep', case when e.asleep_at is not null or e.document -> 'spec' -> 'sleep' is not null or half.asleep then json_build_object(
      'calendar', e.document -> 'spec' -> 'sleep', 'isAsleep', e.asleep_at is not null, 'isHalfAsleep', e.asleep_at is null and half.asleep,
      'awakeUntil', epoch_ms(e.awake_until),
      'failures', (
        select count(*) from operation o where o.environment_uid = e.uid and o.kind in ('sleep', 'wake') and o.ended_at is not null
          and o.position > coalesce((
            select position from operation where environment_uid = e.uid and kind in ('sleep', 'wake') and state = 'Succeeded'
            order by position desc limit 1), 0)),
      'failedAt', (
        select case when state <> 'Succeeded' then epoch_ms(ended_at) end from operation
        where environment_uid = e.uid and kind in ('sleep', 'wake') and ended_at is not null order by position desc limit 1)) end,
    'expiry', case when e.expires_at is not null then json_build_object('at', epoch_ms(e.expires_at),
      'isTold', coalesce(e.expiry_told = e.expires_at, false), 'isAsked', coalesce(e.expiry_asked = e.expires_at, false)) end)
  from environment e cross join lateral (select is_half_asleep(e.uid) as asleep) as half where e.uid = p_environment;
$$;

create function cell_asleep(p_operation text, p_component uuid, p_epoch int) returns boolean language plpgsql as $$
declare c component;
begin
  c := lock_turn(p_operation, p_component, p_epoch);
  if c.uid is null then return false; end if;
  if c.phase = 'Asleep' then return true; end if;
  update component set phase = 'Asleep', fault = null where uid = p_component;
  delete from progress where component_uid = p_component;
  perform write_event_of(c, 'component.slept', p_operation, format('"%s" sleeps', c.name), json_build_object('incarnation', c.incarnation));
  return true;
end $$;
`;
