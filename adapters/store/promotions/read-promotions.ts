import { type RawBuilder, sql } from "kysely";
import type { Plan } from "../../../domain/schema/plan.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Listed, Page } from "../views-port.ts";
import type { PromotionFilter } from "../promotions-port.ts";
import type { PromotionDetail, PromotionView, StepView } from "../promotion-views-port.ts";
import { visibleEnvironment } from "../visible-rows.ts";
import { openChoices } from "./open-choices.ts";

/** A row with null where something is absent. */
type Nullable<View> = {
  readonly [Key in keyof View]-?: undefined extends View[Key] ? NonNullable<View[Key]> | null : View[Key];
};

const GATES = sql`coalesce((
  select json_agg(json_strip_nulls(json_build_object('name', g.name, 'kind', g.kind, 'verdict', g.verdict, 'reasons', g.reasons,
    'output', g.output, 'waitsOn', g.waits_on, 'isAlarming', g.is_alarming, 'evaluatedAt', epoch_ms(g.evaluated_at),
    'lookAgainAt', epoch_ms(g.look_again_at), 'earliestAt', epoch_ms(g.earliest_at), 'finishedAt', epoch_ms(g.finished_at),
    'finishFault', g.finish_fault)) order by g.place)
  from promotion_gate g where g.promotion_id = p.id), '[]')`;

const VIEW = sql`
  p.id, p.kind, p.project, p.pipeline, p.pipeline_version as "pipelineVersion", p.environment, p.environment_uid as "environmentUid",
  e.class, p.release, p.release_digest as "releaseDigest", p.attempt, p.state, p.reason, p.why, p.actor, ${GATES} as gates, p.waits,
  p.override_freeze as "overrideFreeze", p.is_cancel_requested as "isCancelRequested", p.operation_id as "operationId",
  epoch_ms(p.requested_at) as "requestedAt", epoch_ms(p.gates_passed_at) as "gatesPassedAt", epoch_ms(p.admitted_at) as "admittedAt",
  epoch_ms(p.ended_at) as "endedAt", epoch_ms(p.finished_at) as "finishedAt", epoch_ms(p.look_again_at) as "lookAgainAt",
  epoch_ms(p.earliest_at) as "earliestAt", p.restore_to ->> 'release' as replaced, p.runs, epoch_ms(p.revoked_at) as "revokedAt",
  p.revoked_reason as "revokedReason"`;

const FROM = sql`from promotion p join environment e on e.uid = p.environment_uid`;

/** Promotions, newest first. */
export async function listPromotions({ rows }: Postgres, page: Page & PromotionFilter): Promise<Listed<PromotionView>> {
  const after = readCursor(page, 1);
  const { project, environment, release, isOpen } = page;
  const filters = [
    ...(project === undefined ? [] : [sql`p.project = ${project}`]),
    ...(environment === undefined ? [] : [sql`p.environment = ${environment}`]),
    ...(release === undefined ? [] : [sql`p.release = ${release}`]),
    ...(isOpen === true ? [sql`not is_promotion_over(p.state)`] : []),
    ...(after === undefined ? [] : [sql`p.position < ${after[0] ?? "0"}::bigint`]),
    visibleEnvironment(page.visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` }),
  ];
  const found = await many(
    rows,
    sql<Nullable<PromotionView> & { position: string }>`select p.position::text as position, ${VIEW} ${FROM}
      where ${sql.join(filters, sql` and `)} order by p.position desc limit ${rowsToRead(page)}`,
  );
  const positions = new Map(found.map(({ id, position }) => [id, position]));
  const views = found.map((row) => promotionView({ ...row, position: null } as Nullable<PromotionView>));
  return listed(views, page, ({ id }) => [positions.get(id) ?? "0"]);
}

/** Promotions that a condition over `promotion p` picks, in an order. */
export async function promotionViews(rows: Rows, condition: RawBuilder<unknown>): Promise<readonly PromotionView[]> {
  const found = await many(rows, sql<Nullable<PromotionView>>`select ${VIEW} ${FROM} where ${condition}`);
  return found.map(promotionView);
}

/** One promotion with its plan, operations and steps; undefined when there is none. */
export async function getPromotion({ rows }: Postgres, id: string): Promise<PromotionDetail | undefined> {
  const found = await first(
    rows,
    sql<Nullable<PromotionView> & { plan: Plan | null }>`select p.plan, ${VIEW} ${FROM} where p.id = ${id}`,
  );
  if (found === undefined) return undefined;
  const { plan, ...row } = found;
  const view = promotionView(row);
  return {
    ...view,
    ...(plan === null ? {} : { plan }),
    operations: await operationsOf(rows, id),
    steps: await stepsOf(rows, id),
    choices: await openChoices(rows, view),
  };
}

async function operationsOf(rows: Rows, id: string): Promise<PromotionDetail["operations"]> {
  const found = await many(
    rows,
    sql<
      Nullable<PromotionDetail["operations"][number]>
    >`select id, kind, state, reason, epoch_ms(started_at) as "startedAt", epoch_ms(ended_at) as "endedAt"
      from operation where promotion_id = ${id} order by position`,
  );
  return found.map(({ startedAt, endedAt, ...row }) => ({
    ...row,
    ...(startedAt === null ? {} : { startedAt }),
    ...(endedAt === null ? {} : { endedAt }),
  }));
}

async function stepsOf(rows: Rows, id: string): Promise<readonly StepView[]> {
  const found = await many(
    rows,
    sql<
      Nullable<StepView>
    >`select s.operation_id as "operationId", s.name, s.time, s.kind, s.state, s.attempt, s.reason, s.progress, s.output, s.log,
        epoch_ms(s.started_at) as "startedAt", epoch_ms(s.ended_at) as "endedAt"
      from step_run s join operation o on o.id = s.operation_id where o.promotion_id = ${id} order by o.position, s.place`,
  );
  return found.map(({ startedAt, endedAt, ...row }) => ({
    ...row,
    ...(startedAt === null ? {} : { startedAt }),
    ...(endedAt === null ? {} : { endedAt }),
  }));
}

/** A row as people see it: what is absent is left out. */
export function promotionView(row: Nullable<PromotionView>): PromotionView {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as PromotionView;
}
