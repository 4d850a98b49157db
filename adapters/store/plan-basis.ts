import { sql } from "kysely";
import type { AppliedComponent } from "../../domain/schema/plan.ts";
import type { OutputRow } from "../cell-records/port.ts";
import { readLooks, readStepMs } from "./upgrades/read-looks.ts";
import { first, many, type Postgres, type Rows } from "./connect-postgres.ts";
import type { PlanBasis } from "./operations-port.ts";

type AppliedRow = Omit<AppliedComponent, "isAsleep" | "isHalfAsleep"> & {
  readonly isAsleep: boolean;
  readonly isHalfAsleep: boolean;
  readonly outputs: readonly OutputRow[];
};

/** The basis of a plan for an environment that is not gone; undefined when there is none. */
export async function planBasis(
  postgres: Postgres,
  project: string,
  environment: string,
): Promise<PlanBasis | undefined> {
  const found = await first(
    postgres.rows,
    sql<{
      uid: string;
    }>`select uid from environment where project = ${project} and name = ${environment} and rest_phase <> 'Gone'`,
  );
  return found === undefined ? undefined : await readPlanBasis(postgres.rows, found.uid);
}

/** What is applied, and what was learned of how long it takes. Every component that is not gone is in it, ready or not. */
export async function readPlanBasis(rows: Rows, environmentUid: string): Promise<PlanBasis> {
  const components = await many(
    rows,
    sql<AppliedRow>`
      select name, kind, input_digests as "inputDigests", phase = 'Ready' as "isReady", phase = 'Asleep' as "isAsleep",
        phase = 'Failed' and coalesce(action in ('sleep', 'wake'), false) as "isHalfAsleep", needs, on_delete as "onDelete", outputs
      from component where environment_uid = ${environmentUid} and not is_gone order by name`,
  );
  const known = components.filter(({ isReady, isAsleep }) => isReady || isAsleep);
  return {
    environmentUid,
    applied: components.map(({ outputs: _outputs, isAsleep, isHalfAsleep, ...applied }) => ({
      ...applied,
      ...(isAsleep ? { isAsleep } : {}),
      ...(isHalfAsleep ? { isHalfAsleep } : {}),
    })),
    outputs: Object.fromEntries(known.map(({ name, outputs }) => [name, outputs])),
    ...(await readLearned(rows, environmentUid)),
    ...(await readUpgradeGround(rows, environmentUid)),
  };
}

/** Most environments have no cluster: they are asked about no more. */
async function readUpgradeGround(rows: Rows, environmentUid: string): Promise<Pick<PlanBasis, "looks" | "stepMs">> {
  const looks = await readLooks(rows, environmentUid);
  return Object.keys(looks).length === 0 ? {} : { looks, stepMs: await readStepMs(rows, environmentUid) };
}

// Creations only: they are what a plan orders by, and updates of one kind differ too much to be compared.
async function readLearned(
  rows: Rows,
  environmentUid: string,
): Promise<Pick<PlanBasis, "expectedMs" | "expectedMsByKind">> {
  const learned = await many(
    rows,
    sql<{ component: string | null; kind: string; ms: number }>`
      with wanted as (
        select key as name, value ->> 'kind' as kind
        from environment e
        join release r on r.project = e.project and r.version = e.release
        join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2),
        json_each(b.document #> '{spec,components}')
        where e.uid = ${environmentUid}
        union select name, kind from component where environment_uid = ${environmentUid} and not is_gone
      )
      select l.component, l.kind, percentile_disc(0.5) within group (order by ms) as ms
      from learned_duration l, unnest(l.samples) as ms
      where l.call = 'create' and l.kind in (select kind from wanted)
      group by grouping sets ((l.kind), (l.kind, l.component))
      having l.component is null or (l.component, l.kind) in (select name, kind from wanted)`,
  );
  const ofComponents = learned.filter(({ component }) => component !== null);
  return {
    expectedMs: Object.fromEntries(ofComponents.map(({ component, ms }) => [component, ms])),
    expectedMsByKind: Object.fromEntries(
      learned.filter(({ component }) => component === null).map(({ kind, ms }) => [kind, ms]),
    ),
  };
}
