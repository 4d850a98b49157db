import { sql } from "kysely";
import type { Visible } from "../../../domain/schema/access.ts";
import type { EnvironmentPhase } from "../../../domain/schema/phases.ts";
import { first, many, type Postgres } from "../connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Listed, Page } from "../views-port.ts";
import type { PipelineStatus, PipelineView, PromotionView, ReleaseRun } from "../promotion-views-port.ts";
import { visibleEnvironment, visibleProject } from "../visible-rows.ts";
import { promotionViews } from "./read-promotions.ts";

const VIEW = sql`document, version, digest, epoch_ms(created_at) as "createdAt"`;

/** Current pipelines by project and name. */
export async function listPipelines(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<PipelineView>> {
  const after = readCursor(page, 2);
  const [project = "", name = ""] = after ?? [];
  const found = await many(
    rows,
    sql<PipelineView>`select ${VIEW} from pipeline where replaced_at is null and ${visibleProject(page.visible, sql`project`)} and (${page.project === undefined} or project = ${page.project ?? ""})
      and (${after === undefined} or (project, name) > (${project}, ${name})) order by project, name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ document: { metadata } }) => [metadata.project, metadata.name]);
}

interface RunningRow {
  readonly name: string;
  readonly release: string;
  readonly phase: EnvironmentPhase;
  readonly verifiedAt: number | null;
}

/** What each stage of a pipeline runs and waits for; undefined when there is no such pipeline. */
export async function pipelineStatus(
  postgres: Postgres,
  {
    project,
    name,
    visible,
  }: { readonly project: string; readonly name: string; readonly visible?: Visible | undefined },
): Promise<PipelineStatus | undefined> {
  const isVisible = visibleEnvironment(visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` });
  return await postgres.transaction(async (rows) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(rows);
    const pipeline = await first(
      rows,
      sql<PipelineView>`select ${VIEW} from pipeline where project = ${project} and name = ${name} and replaced_at is null`,
    );
    if (pipeline === undefined) return undefined;
    const { stages } = pipeline.document.spec;
    const names = stages.map(({ environment }) => environment);
    const running = await many(
      rows,
      sql<RunningRow>`select e.name, e.release, shown_phase(e) as phase,
          (select epoch_ms(max(p.ended_at)) from promotion p where p.environment_uid = e.uid and p.state = 'Verified' and p.release = e.release
            and p.revoked_at is null) as "verifiedAt"
        from environment e where e.project = ${project} and e.name = any (${names}) and e.rest_phase <> 'Gone' and ${isVisible}`,
    );
    const open = await promotionViews(
      rows,
      sql`p.project = ${project} and p.environment = any (${names}) and not is_promotion_over(p.state) and e.rest_phase <> 'Gone' and ${isVisible} order by p.position limit 500`,
    );
    const last = await promotionViews(
      rows,
      sql`p.id in (select distinct on (environment_uid) id from promotion where project = ${project} and environment = any (${names})
        and is_promotion_over(state) order by environment_uid, position desc) and e.rest_phase <> 'Gone' and ${isVisible}`,
    );
    const of = (all: readonly PromotionView[], environment: string) =>
      all.filter((one) => one.environment === environment);
    return {
      ...pipeline,
      stages: stages.map(({ environment, after, start }) => {
        const row = running.find((one) => one.name === environment);
        const [ended] = of(last, environment);
        return {
          environment,
          after,
          start,
          ...(row === undefined
            ? {}
            : {
                runs: {
                  release: row.release,
                  phase: row.phase,
                  ...(row.verifiedAt === null ? {} : { verifiedAt: row.verifiedAt }),
                },
              }),
          open: of(open, environment),
          ...(ended === undefined ? {} : { last: ended }),
        };
      }),
    };
  });
}

/** The releases that an environment has verified, newest first. */
export async function releasesRun(
  { rows }: Postgres,
  project: string,
  environment: string,
): Promise<readonly ReleaseRun[]> {
  return await many(
    rows,
    sql<ReleaseRun>`select p.release, p.release_digest as "releaseDigest", p.id as "promotionId", epoch_ms(p.ended_at) as "verifiedAt"
      from promotion p join environment e on e.uid = p.environment_uid
      where p.project = ${project} and p.environment = ${environment} and p.state = 'Verified' and p.kind <> 'change' and e.rest_phase <> 'Gone'
      order by p.position desc limit 100`,
  );
}
