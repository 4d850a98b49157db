import { OrchestratorError } from "../../domain/errors.ts";
import { storable, storableText } from "../store/storable.ts";
import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import { fenced, keysOf } from "./fence.ts";
import type { CellRecords, ComponentOutputs, DoomedSnapshot, OpenedComponent, Turn, WatchedComponent } from "./port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `cell ${name}`, text });

const OPEN = statement(
  "open",
  `select cell_open($1, $2, $3) as opened, (
     select min(ms) from component c
     join learned_duration l on l.kind = c.kind and l.component = c.name and l.call = 'update', unnest(l.samples) as ms
     where c.uid = $2) as "updateMs"`,
);
const INTEND = statement("intend", "select cell_intend($1, $2, $3, $4, $5, $6, $7) as state");
const DONE = statement("done", "select cell_done($1)");
const RAISE = statement("raise", "select cell_raise($1, $2, $3, $4, $5) as incarnation");
const READY = statement("ready", "select cell_ready($1, $2, $3, $4) as is_mine");
const FAILED = statement("failed", "select cell_failed($1, $2, $3, $4) as is_mine");
const GONE = statement("gone", "select cell_gone($1, $2, $3) as is_mine");
const ASLEEP = statement("asleep", "select cell_asleep($1, $2, $3) as is_mine");
const SNAPSHOT = statement("snapshot", "select cell_snapshot($1, $2, $3, $4, $5, $6) as is_mine");
const SNAPSHOTS_TO_DELETE = statement(
  "snapshots to delete",
  `select s.id, s.location, s.kind from snapshot s join component c on c.uid = s.component_uid
   where s.deleting_at is not null and c.cell = $1 order by s.deleting_at, s.id`,
);
const SNAPSHOT_DELETED = statement("snapshot deleted", "select cell_snapshot_deleted($1) as is_forgotten");
const PROGRESS = statement(
  "progress",
  `insert into progress (component_uid, message)
   select uid, $4 from component where operation_id = $1 and uid = $2 and turn_epoch = $3
   on conflict (component_uid) do update set message = excluded.message, at = excluded.at`,
);
const OUTPUTS = statement(
  "outputs",
  `select name, uid as "componentUid", outputs from component
   where environment_uid = $1 and name = any ($2) and not is_gone and ready_at is not null`,
);
const WAKE = statement("wake", "select cell_wake($1)");
const WATCHED = statement(
  "watched",
  `select c.uid as "componentUid", e.uid as "environmentUid", e.project, e.name as environment, c.name, c.kind, c.incarnation
   from component c join environment e on e.uid = c.environment_uid
   where c.cell = $1 and c.kind = any ($2) and not c.is_gone and c.phase in ('Ready', 'Lost') order by c.uid`,
);
const COMPONENTS_OF = statement(
  "components_of",
  "select uid from component where environment_uid = $1 and not is_gone order by uid",
);
const LEASE = statement("lease", "select cell_lease($1, $2, $3, $4) as value");
const LEASED = statement("leased", "select value from lease where cell = $1 and component_uid = $2 and purpose = $3");

/** The records of a cell, straight in PostgreSQL: one round trip for each verb. */
export function postgresCellRecords(postgres: Postgres): CellRecords {
  /** Runs a write of a turn, and tells listeners of its event. */
  const write = async (prepared: Prepared, turn: Turn, values: readonly unknown[]) => {
    const [answer] = await postgres.call<{ is_mine: boolean }>(prepared, [...keysOf(turn), ...values]);
    if (answer?.is_mine !== true) throw fenced(turn);
    postgres.announce();
  };
  return {
    async open(turn) {
      const [answer] = await postgres.call<{ opened: Omit<OpenedRow, "updateMs"> | null; updateMs: number | null }>(
        OPEN,
        keysOf(turn),
      );
      if (!answer?.opened) throw fenced(turn);
      postgres.announce();
      return openedComponent({ ...answer.opened, updateMs: answer.updateMs });
    },
    async intend(turn, { token, incarnation, call, requestDigest }) {
      const values = [...keysOf(turn), token, incarnation, call, requestDigest];
      const [answer] = await postgres.call<{ state: "fenced" | "new" | "intended" | "done" }>(INTEND, values);
      if (answer === undefined || answer.state === "fenced") throw fenced(turn);
      return { state: answer.state };
    },
    async done(token) {
      await postgres.call(DONE, [token]);
    },
    async raiseIncarnation(turn, { from, reason }) {
      const [answer] = await postgres.call<{ incarnation: number | null }>(RAISE, [
        ...keysOf(turn),
        from,
        storableText(reason),
      ]);
      if (answer === undefined || answer.incarnation === null) throw fenced(turn);
      postgres.announce();
      return answer.incarnation;
    },
    ready: async (turn, ready) => await write(READY, turn, [storable(ready)]),
    failed: async (turn, fault) => await write(FAILED, turn, [storable(fault)]),
    gone: async (turn) => await write(GONE, turn, []),
    asleep: async (turn) => await write(ASLEEP, turn, []),
    snapshotTaken: async (turn, { id, location, kind }) => await write(SNAPSHOT, turn, [id, location, kind]),
    snapshotsToDelete: async (cell) => await postgres.call<DoomedSnapshot>(SNAPSHOTS_TO_DELETE, [cell]),
    async snapshotDeleted(id) {
      await postgres.call(SNAPSHOT_DELETED, [id]);
      postgres.announce();
    },
    async progress(turn, message) {
      await postgres.call(PROGRESS, [...keysOf(turn), storableText(message)]);
    },
    async outputs(environmentUid, components) {
      const rows = await postgres.call<ComponentOutputs & { name: string }>(OUTPUTS, [environmentUid, components]);
      return Object.fromEntries(rows.map(({ name, ...found }) => [name, found]));
    },
    async wake(wakes) {
      if (wakes.length > 0) await postgres.call(WAKE, [storable(wakes)]);
    },
    watched: async (cell, kinds) => await postgres.call<WatchedComponent>(WATCHED, [cell, kinds]),
    async componentsOf(environmentUid) {
      const rows = await postgres.call<{ uid: string }>(COMPONENTS_OF, [environmentUid]);
      return rows.map(({ uid }) => uid);
    },
    async lease({ cell, componentUid, purpose, candidates }) {
      const [answer] = await postgres.call<{ value: number | null }>(LEASE, [cell, componentUid, purpose, candidates]);
      if (answer !== undefined && answer.value !== null) return answer.value;
      const details = { cell, componentUid, purpose, candidates: candidates.length };
      throw new OrchestratorError(
        "PORT_TAKEN",
        `all ${candidates.length} candidates for "${purpose}" in cell "${cell}" are leased`,
        { details },
      );
    },
    async leased(cell, componentUid, purpose) {
      const [row] = await postgres.call<{ value: number }>(LEASED, [cell, componentUid, purpose]);
      return row?.value;
    },
  };
}

/** As PostgreSQL writes it: what is absent is null. */
type OpenedRow = {
  readonly [Key in keyof OpenedComponent]-?: undefined extends OpenedComponent[Key]
    ? Exclude<OpenedComponent[Key], undefined> | null
    : OpenedComponent[Key];
};

function openedComponent(row: OpenedRow): OpenedComponent {
  const { incarnationOperationId, spec, artifactDigest, restoreFrom, inputDigest, revertPaths, ...rest } = row;
  const { updateMs, ...present } = rest;
  return {
    ...present,
    ...(incarnationOperationId === null ? {} : { incarnationOperationId }),
    ...(spec === null ? {} : { spec }),
    ...(artifactDigest === null ? {} : { artifactDigest }),
    ...(restoreFrom === null ? {} : { restoreFrom }),
    ...(inputDigest === null ? {} : { inputDigest }),
    ...(revertPaths === null ? {} : { revertPaths }),
    ...(updateMs === null ? {} : { updateMs }),
  };
}
