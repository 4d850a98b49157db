import type { Postgres, Prepared } from "../store/connect-postgres.ts";
import { idOfCause } from "../store/id-of-cause.ts";
import { newUid } from "../store/new-id.ts";
import { storable } from "../store/storable.ts";
import type { KnownBaseline, RecordedDrift, SweepRecords, SweepTarget } from "./sweep-port.ts";

const statement = (name: string, text: string): Prepared => ({ name: `sweep ${name}`, text });

// One lookup for each row of the page: a join that the database is free to plan may read all components for one page.
const TARGETS = statement(
  "targets",
  `select b.component_uid as "componentUid", b.environment_uid as "environmentUid", b.kind, b.incarnation, e.epoch,
     e.is_busy or c.phase <> 'Ready' or c.incarnation <> b.incarnation as "isBusy",
     b.hash, b.secret_paths as "secretPaths", b.version, b.must_learn as "mustLearn",
     exists (select from finding f where f.component_uid = b.component_uid and f.ended_at is null) as "hasFinding"
   from (
     select * from baseline where cell = $1 and account = $2 and region = $3
       and component_uid > coalesce($4::uuid, '00000000-0000-0000-0000-000000000000')
       and component_uid <= coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
       and ($6::text[] is null or kind = any ($6))
     order by component_uid limit $7) as b
   cross join lateral (select phase, incarnation from component where uid = b.component_uid limit 1) as c
   cross join lateral (
     select epoch, running_operation_id is not null or is_suspended or is_deleting or asleep_at is not null
       or exists (select from operation o where o.environment_uid = uid and o.state = 'Accepted') as is_busy
     from environment where uid = b.environment_uid limit 1) as e
   order by b.component_uid`,
);
const BASELINES = statement(
  "baselines",
  `select b.component_uid as "componentUid", f.fields, f.learned, b.version, e.project,
     array(select uid from component c where c.environment_uid = b.environment_uid and not c.is_gone order by uid) as "componentUids"
   from baseline b join baseline_fields f on f.component_uid = b.component_uid join environment e on e.uid = b.environment_uid
   where b.component_uid = any ($1::uuid[])`,
);
const RECORD = statement("record", "select cell_drift($1) as recorded");
const LEARN = statement("learn", "select cell_learn($1)");
const ADD_COUNTS = statement(
  "add counts",
  "insert into sweep_part (sweep_id, part, counts) values ($1, $2, $3) on conflict (sweep_id, part) do nothing",
);

/** What a cell knows of drift, straight in PostgreSQL: one round trip for each verb. */
export function postgresSweepRecords(postgres: Postgres): SweepRecords {
  return {
    async targets({ cell, account, region, after, upTo, kinds, limit }) {
      const values = [cell, account, region, after ?? null, upTo ?? null, kinds ?? null, limit];
      return await postgres.call<SweepTarget>(TARGETS, values);
    },
    async baselines(componentUids) {
      if (componentUids.length === 0) return new Map();
      const rows = await postgres.call<KnownBaseline & { componentUid: string }>(BASELINES, [componentUids]);
      return new Map(rows.map(({ componentUid, ...baseline }) => [componentUid, baseline]));
    },
    async record(found) {
      if (found.length === 0) return { recorded: 0, stale: 0, accepted: 0 };
      const named = found.map((one) => ({ ...one, id: idOfCause("fi", [one.componentUid, newUid()]) }));
      const [answer] = await postgres.call<{ recorded: RecordedDrift }>(RECORD, [storable(named)]);
      if (answer === undefined) throw new Error("findings were recorded without an answer");
      postgres.announce();
      return answer.recorded;
    },
    async learn(learned) {
      if (learned.length > 0) await postgres.call(LEARN, [storable(learned)]);
    },
    async addCounts(sweepId, part, counts) {
      await postgres.call(ADD_COUNTS, [sweepId, part, storable(counts)]);
    },
  };
}
