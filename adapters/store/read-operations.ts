import { sql } from "kysely";
import type { Plan } from "../../domain/schema/plan.ts";
import { first, many, type Postgres } from "./connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "./page.ts";
import type { Listed, OperationView, Page, SnapshotView } from "./views-port.ts";
import type { OperationFilter } from "./port.ts";
import { readUpgradeSteps } from "./upgrades/read-steps.ts";
import { visibleEnvironment } from "./visible-rows.ts";

type Optional = "upgradeSteps" | "epoch" | "plan" | "startedAt" | "endedAt" | "deadlineAt";

type OperationRow = Omit<OperationView, Optional> & {
  readonly epoch: number | null;
  readonly plan: Plan | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly deadlineAt: number | null;
};

const VIEW = sql`
  o.id, o.kind, o.state, e.project, e.name as environment, e.uid as "environmentUid", o.generation, o.epoch, o.reason, o.plan, o.actor,
  epoch_ms(o.requested_at) as "requestedAt", epoch_ms(o.started_at) as "startedAt", epoch_ms(o.ended_at) as "endedAt",
  epoch_ms(o.deadline_at) as "deadlineAt", o.is_cancel_requested as "isCancelRequested"
  from operation o join environment e on e.uid = o.environment_uid`;

/** Operations, newest first. */
export async function listOperations({ rows }: Postgres, page: Page & OperationFilter): Promise<Listed<OperationView>> {
  const after = readCursor(page, 1);
  const { environmentUid, project, environment } = page;
  const filters = [
    ...(environmentUid === undefined ? [] : [sql`o.environment_uid = ${environmentUid}`]),
    ...(project === undefined ? [] : [sql`e.project = ${project}`]),
    ...(environment === undefined ? [] : [sql`e.name = ${environment}`]),
    ...(after === undefined ? [] : [sql`o.id < ${after[0] ?? ""}`]),
    visibleEnvironment(page.visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` }),
  ];
  const found = await many(
    rows,
    sql<OperationRow>`select ${VIEW} where ${sql.join(filters, sql` and `)}
      order by o.id desc limit ${rowsToRead(page)}`,
  );
  return listed(found.map(operationView), page, ({ id }) => [id]);
}

/** One operation; undefined when there is none. */
export async function getOperation({ rows }: Postgres, operationId: string): Promise<OperationView | undefined> {
  const found = await first(rows, sql<OperationRow>`select ${VIEW} where o.id = ${operationId}`);
  if (found === undefined) return undefined;
  const view = operationView(found);
  const upgradeSteps = found.kind === "upgrade" ? await readUpgradeSteps(rows, operationId) : [];
  return upgradeSteps.length === 0 ? view : { ...view, upgradeSteps };
}

/** The operation recorded as running; undefined when none is. */
export async function runningOperation(
  { rows }: Postgres,
  environmentUid: string,
): Promise<{ readonly operationId: string; readonly startedAt: number } | undefined> {
  return await first(
    rows,
    sql<{ operationId: string; startedAt: number }>`select o.id as "operationId", epoch_ms(o.started_at) as "startedAt"
      from environment e join operation o on o.id = e.running_operation_id where e.uid = ${environmentUid}`,
  );
}

/** Whether an operation is to start nothing more. An operation that is not there has nothing to start. */
export async function mustStopStarting({ rows }: Postgres, operationId: string): Promise<boolean> {
  const found = await first(
    rows,
    sql<{ mustStop: boolean }>`
      select o.state <> 'Running' or o.is_cancel_requested or (e.is_deleting and o.kind <> 'delete') as "mustStop"
      from operation o join environment e on e.uid = o.environment_uid where o.id = ${operationId}`,
  );
  return found?.mustStop ?? true;
}

/** Snapshots by project and id; they outlive their environments. */
export async function listSnapshots(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<SnapshotView>> {
  const after = readCursor(page, 2);
  const [project = "", id = ""] = after ?? [];
  const found = await many(
    rows,
    sql<SnapshotView>`select s.id, s.project, s.environment, s.component, s.kind,
      case when s.deleting_at is null then 'Ready' else 'Deleting' end as phase, epoch_ms(s.taken_at) as "takenAt"
      from snapshot s join environment e on e.uid = s.environment_uid
      where (${page.project === undefined} or s.project = ${page.project ?? ""}) and (${after === undefined} or (s.project, s.id) > (${project}, ${id}))
        and ${visibleEnvironment(page.visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` })}
      order by s.project, s.id limit ${rowsToRead(page)}`,
  );
  return listed(found, page, (snapshot) => [snapshot.project, snapshot.id]);
}

function operationView({ epoch, plan, startedAt, endedAt, deadlineAt, ...row }: OperationRow): OperationView {
  return {
    ...row,
    ...(epoch === null ? {} : { epoch }),
    ...(plan === null ? {} : { plan }),
    ...(startedAt === null ? {} : { startedAt }),
    ...(endedAt === null ? {} : { endedAt }),
    ...(deadlineAt === null ? {} : { deadlineAt }),
  };
}

/** Ids of every operation that is recorded as running, oldest first. @see StoreOfOperations.runningOperations */
export async function runningOperations(postgres: Postgres): Promise<readonly string[]> {
  const running = await many(
    postgres.rows,
    sql<{ id: string }>`select id from operation where state = 'Running' order by id`,
  );
  return running.map(({ id }) => id);
}
