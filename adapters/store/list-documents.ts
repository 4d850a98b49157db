import { sql } from "kysely";
import type { Visible } from "../../domain/schema/access.ts";
import type {
  BlueprintDocument,
  ConnectionDocument,
  ProjectDocument,
  ReleaseDocument,
} from "../../domain/schema/documents.ts";
import { many, type Postgres } from "./connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "./page.ts";
import type { Catalog } from "./port.ts";
import type { DocumentView, Listed, Page } from "./views-port.ts";
import type { FreezeWindowView, VetoView } from "./promotion-views-port.ts";
import { visibleEnvironment, visibleProject } from "./visible-rows.ts";
import { VETO_VIEW, vetoView } from "./promotions/read-rules.ts";

const VIEW = sql`document, digest, epoch_ms(created_at) as "createdAt"`;

/** Projects by name. */
export async function listProjects({ rows }: Postgres, page: Page): Promise<Listed<DocumentView<ProjectDocument>>> {
  const after = readCursor(page, 1);
  const found = await many(
    rows,
    sql<DocumentView<ProjectDocument>>`select ${VIEW} from project
      where deleted_at is null and ${visibleProject(page.visible, sql`name`)} and (${after === undefined} or name > ${after?.[0] ?? ""}) order by name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ document }) => [document.metadata.name]);
}

/** Blueprints by project, name and version. */
export async function listBlueprints(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<DocumentView<BlueprintDocument>>> {
  const after = readCursor(page, 3);
  const [project = "", name = "", version = ""] = after ?? [];
  const found = await many(
    rows,
    sql<DocumentView<BlueprintDocument>>`select ${VIEW} from blueprint
      where deleted_at is null and ${visibleProject(page.visible, sql`project`)} and (${page.project === undefined} or project = ${page.project ?? ""})
        and (${after === undefined} or (project, name, version) > (${project}, ${name}, ${version}))
      order by project, name, version limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ document: { metadata } }) => [metadata.project, metadata.name, metadata.version]);
}

/** Releases by project and version. */
export async function listReleases(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<DocumentView<ReleaseDocument>>> {
  const after = readCursor(page, 2);
  const [project = "", version = ""] = after ?? [];
  const found = await many(
    rows,
    sql<DocumentView<ReleaseDocument>>`select ${VIEW} from release
      where deleted_at is null and ${visibleProject(page.visible, sql`project`)} and (${page.project === undefined} or project = ${page.project ?? ""})
        and (${after === undefined} or (project, version) > (${project}, ${version}))
      order by project, version limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ document: { metadata } }) => [metadata.project, metadata.version]);
}

/** Connections by project and name; they hold no credentials, only names of secrets. */
export async function listConnections(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<DocumentView<ConnectionDocument>>> {
  const after = readCursor(page, 2);
  const [project = "", name = ""] = after ?? [];
  const found = await many(
    rows,
    sql<DocumentView<ConnectionDocument>>`select ${VIEW} from connection
      where deleted_at is null and ${visibleProject(page.visible, sql`project`)} and (${page.project === undefined} or project = ${page.project ?? ""})
        and (${after === undefined} or (project, name) > (${project}, ${name}))
      order by project, name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ document: { metadata } }) => [metadata.project, metadata.name]);
}

/** Freeze windows by project and name; those of every project first. A project's list holds them, too. */
export async function listFreezeWindows(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<FreezeWindowView>> {
  const after = readCursor(page, 2);
  const [project = "", name = ""] = after ?? [];
  const found = await many(
    rows,
    sql<FreezeWindowView>`select document, actor, epoch_ms(created_at) as "createdAt" from freeze_window
      where (project = '' or ${visibleProject(page.visible, sql`project`)}) and (${page.project === undefined} or project in ('', ${page.project ?? ""}))
        and (${after === undefined} or (project, name) > (${project}, ${name}))
      order by project, name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ document: { metadata } }) => [metadata.project ?? "", metadata.name]);
}

/** Vetoes that hold now, newest first. */
export async function listVetoes(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<VetoView>> {
  const after = readCursor(page, 1);
  const found = await many(
    rows,
    sql<Parameters<typeof vetoView>[0]>`select ${VETO_VIEW} from veto v
      where lifted_at is null and (expires_at is null or expires_at > clock_timestamp())
        and (${page.project === undefined} or project = ${page.project ?? ""}) and (${after === undefined} or id < ${after?.[0] ?? ""})
        and ${visibleVeto(page)}
      order by id desc limit ${rowsToRead(page)}`,
  );
  return listed(found.map(vetoView), page, ({ id }) => [id]);
}

/** A veto of one environment is seen with it, one of every environment with its project. */
function visibleVeto({ visible }: Page) {
  const ofEnvironment = visibleEnvironment(visible, {
    project: sql`v.project`,
    name: sql`v.environment`,
    class: sql`(select e.class from environment e where e.project = v.project and e.name = v.environment
      order by e.rest_phase = 'Gone', e.created_at desc limit 1)`,
  });
  return sql`case when v.environment is null then ${visibleProject(visible, sql`v.project`)} else ${ofEnvironment} end`;
}

/** Everything that documents of these projects may refer to. @see StoreOfApi.catalog */
export async function catalog({ rows }: Postgres, projects: readonly string[], visible?: Visible): Promise<Catalog> {
  const isVisible = visibleEnvironment(visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` });
  const [stored, blueprints, releases, environments, snapshots, connections, pipelines, freezeWindows, subscriptions] =
    await Promise.all([
      many(
        rows,
        sql<{
          name: string;
        }>`select name from project where name = any (${projects}) and deleted_at is null order by name`,
      ),
      many(
        rows,
        sql<
          Catalog["blueprints"][number]
        >`select document, digest from blueprint where project = any (${projects}) and deleted_at is null order by project, name, version`,
      ),
      many(
        rows,
        sql<
          Catalog["releases"][number]
        >`select document, digest from release where project = any (${projects}) and deleted_at is null order by project, version`,
      ),
      many(
        rows,
        sql<
          Catalog["environments"][number]
        >`select document, uid, shown_phase(e) as phase, generation from environment e
        where project = any (${projects}) and rest_phase <> 'Gone' order by project, name`,
      ),
      many(
        rows,
        sql<
          Catalog["snapshots"][number]
        >`select s.id, s.project, s.kind from snapshot s join environment e on e.uid = s.environment_uid
        where s.project = any (${projects}) and s.deleting_at is null and ${isVisible} order by s.project, s.id`,
      ),
      many(
        rows,
        sql<
          Catalog["connections"][number]
        >`select document from connection where project = any (${projects}) and deleted_at is null order by project, name`,
      ),
      many(
        rows,
        sql<
          Catalog["pipelines"][number]
        >`select document from pipeline where project = any (${projects}) and replaced_at is null order by project, name`,
      ),
      many(
        rows,
        sql<
          Catalog["freezeWindows"][number]
        >`select document from freeze_window where project = any (${projects}) or project = '' order by project, name`,
      ),
      many(
        rows,
        sql<
          Catalog["subscriptions"][number]
        >`select document from subscription where project = any (${projects}) and deleted_at is null order by project, name`,
      ),
    ]);
  const names = stored.map(({ name }) => name);
  return {
    projects: names,
    blueprints,
    releases,
    environments,
    snapshots,
    connections,
    pipelines,
    freezeWindows,
    subscriptions,
  };
}
