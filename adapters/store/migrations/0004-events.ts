import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The event record and its sequencer. */
export const events: Migration = {
  async up(db) {
    await sql.raw(TABLES).execute(db);
  },
};

const TABLES = `
create table event (
  id bigint generated always as identity primary key,
  -- Null until it is sealed.
  seq bigint unique,
  type text not null,
  at timestamptz not null default clock_timestamp(),
  actor json not null,
  project text not null,
  environment text,
  environment_uid uuid,
  component text,
  operation_id text,
  message text not null,
  data json not null default '{}'
);
create index event_unsealed on event (id) where seq is null;
create index event_environment on event (environment_uid, seq) where seq is not null;
create index event_project on event (project, seq) where seq is not null;

-- Events get their numbers after they are committed and visible, so a reader that pages by number misses none.
-- The lock comes first: the statement after it sees everything that the sealer before us has committed.
create function seal_events(p_limit int) returns int language plpgsql as $$
declare sealed int;
begin
  if not pg_try_advisory_xact_lock(1751, 1) then return 0; end if;
  with unsealed as (
    select id, row_number() over (order by id) as place
    from (select id from event where seq is null order by id limit p_limit) as oldest
  ), last as (
    select coalesce(max(seq), 0) as seq from event where seq is not null
  )
  update event set seq = last.seq + unsealed.place from unsealed, last where event.id = unsealed.id;
  get diagnostics sealed = row_count;
  return sealed;
end $$;
`;
