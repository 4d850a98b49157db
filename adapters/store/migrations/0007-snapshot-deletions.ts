import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Snapshots that are to be deleted: the mark, how a cell finds them, and how they go. */
export const snapshotDeletions: Migration = {
  async up(db) {
    await sql.raw(CHANGES).execute(db);
  },
};

const CHANGES = `
-- Null until its deletion is asked for. The row goes once the snapshot is gone.
alter table snapshot add column deleting_at timestamptz;
create index snapshot_deleting on snapshot (deleting_at) where deleting_at is not null;

-- Of a snapshot that is gone, this event is what is left.
create index event_snapshot_deleted on event ((data ->> 'snapshot')) where type = 'snapshot.deleted';

-- Forgets a marked snapshot, once. A row that is not marked, or not there, stays as it is.
create function cell_snapshot_deleted(p_id text) returns boolean language plpgsql as $$
declare s snapshot; c component;
begin
  delete from snapshot where id = p_id and deleting_at is not null returning * into s;
  if not found then return false; end if;
  select * into c from component where uid = s.component_uid;
  perform write_event_of(c, 'snapshot.deleted', null, format('snapshot %s of "%s" is deleted', p_id, s.component),
    json_build_object('snapshot', p_id));
  return true;
end $$;
`;
