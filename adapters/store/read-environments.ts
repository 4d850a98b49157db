import { sql } from "kysely";
import type { Visible } from "../../domain/schema/access.ts";
import type { Hold } from "../../domain/schema/environment-work.ts";
import { many, type Postgres } from "./connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "./page.ts";
import type { EnvironmentView, Listed, Page } from "./views-port.ts";
import { visibleEnvironment } from "./visible-rows.ts";

type EnvironmentRow = Omit<EnvironmentView, "hold" | "runningOperationId" | "awakeUntil" | "expiresAt"> & {
  readonly awakeUntil: number | null;
  readonly expiresAt: number | null;
  readonly hold: Hold | null;
  readonly runningOperationId: string | null;
};

const COLUMNS = { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` };

const VIEW = sql`
  e.uid, e.document, shown_phase(e) as phase, e.reason, e.hold, e.generation, e.observed_generation as "observedGeneration", e.epoch,
  e.is_suspended as "isSuspended", epoch_ms(case when e.awake_until > clock_timestamp() then e.awake_until end) as "awakeUntil",
  epoch_ms(e.expires_at) as "expiresAt", e.running_operation_id as "runningOperationId",
  epoch_ms(e.created_at) as "createdAt", epoch_ms(e.changed_at) as "changedAt",
  (select json_build_object('total', count(*), 'ready', count(*) filter (where c.phase = 'Ready'), 'failed', count(*) filter (where c.phase = 'Failed'))
   from component c where c.environment_uid = e.uid and not c.is_gone) as components,
  (select json_build_object('open', count(*)) from finding f
   where f.environment_uid = e.uid and f.ended_at is null and f.judged_digest is not null) as drift`;

/** Environments that are not gone, by project and name. */
export async function listEnvironments(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<EnvironmentView>> {
  const after = readCursor(page, 2);
  const [project = "", name = ""] = after ?? [];
  const found = await many(
    rows,
    sql<EnvironmentRow>`select ${VIEW} from environment e
      where e.rest_phase <> 'Gone' and (${page.project === undefined} or e.project = ${page.project ?? ""})
        and (${after === undefined} or (e.project, e.name) > (${project}, ${name}))
        and ${visibleEnvironment(page.visible, COLUMNS)}
      order by e.project, e.name limit ${rowsToRead(page)}`,
  );
  return listed(found.map(environmentView), page, ({ document: { metadata } }) => [metadata.project, metadata.name]);
}

/** One environment that is not gone; undefined when there is none, or, without a project, when several have the name. */
export async function getEnvironment(
  { rows }: Postgres,
  {
    name,
    project,
    visible,
  }: { readonly name: string; readonly project?: string | undefined; readonly visible?: Visible | undefined },
): Promise<EnvironmentView | undefined> {
  const found = await many(
    rows,
    sql<EnvironmentRow>`select ${VIEW} from environment e
      where e.name = ${name} and e.rest_phase <> 'Gone' and (${project === undefined} or e.project = ${project ?? ""})
        and ${visibleEnvironment(visible, COLUMNS)} limit 2`,
  );
  const [only, other] = found;
  return only === undefined || other !== undefined ? undefined : environmentView(only);
}

function environmentView({
  hold,
  runningOperationId,
  reason,
  awakeUntil,
  expiresAt,
  ...row
}: EnvironmentRow): EnvironmentView {
  return {
    ...row,
    // What people need to know first is why nothing happens.
    reason: hold === null ? reason : hold.reason,
    ...(hold === null ? {} : { hold }),
    ...(awakeUntil === null ? {} : { awakeUntil }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(runningOperationId === null ? {} : { runningOperationId }),
  };
}
