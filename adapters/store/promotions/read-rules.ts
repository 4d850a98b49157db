import { sql } from "kysely";
import type { FreezeWindowDocument } from "../../../domain/schema/documents.ts";
import { first, many, type Rows } from "../connect-postgres.ts";
import type { Rules, VetoView } from "../promotion-views-port.ts";

type VetoRow = Omit<VetoView, "environment" | "expiresAt"> & {
  readonly environment: string | null;
  readonly expiresAt: number | null;
};

/** Columns of a veto as people see it. */
export const VETO_VIEW = sql`id, project, release, environment, reason, actor, epoch_ms(created_at) as "createdAt", epoch_ms(expires_at) as "expiresAt"`;

/** A veto's row as people see it. */
export function vetoView({ environment, expiresAt, ...row }: VetoRow): VetoView {
  return {
    ...row,
    ...(environment === null ? {} : { environment }),
    ...(expiresAt === null ? {} : { expiresAt }),
  };
}

/** Vetoes that hold now of a release in an environment, newest first. */
export async function readVetoes(
  rows: Rows,
  {
    project,
    environment,
    release,
  }: { readonly project: string; readonly environment: string; readonly release: string },
): Promise<readonly VetoView[]> {
  const found = await many(
    rows,
    sql<VetoRow>`select ${VETO_VIEW} from veto where project = ${project} and release = ${release} and lifted_at is null
      and (environment is null or environment = ${environment}) and (expires_at is null or expires_at > clock_timestamp()) order by created_at desc`,
  );
  return found.map(vetoView);
}

/** The rules that may concern a release in an environment, and the revision they stand at. */
export async function readRules(
  rows: Rows,
  scope: { readonly project: string; readonly environment: string; readonly release: string },
): Promise<Rules> {
  const windows = await many(
    rows,
    sql<{
      document: FreezeWindowDocument;
    }>`select document from freeze_window where project in ('', ${scope.project}) order by project, name`,
  );
  return {
    revision: await rulesRevision(rows),
    freezeWindows: windows.map(({ document }) => document),
    vetoes: await readVetoes(rows, scope),
  };
}

/** Moves with every change of a freeze window or veto. */
export async function rulesRevision(rows: Rows): Promise<number> {
  const found = await first(rows, sql<{ revision: number }>`select revision from rules_revision`);
  return Number(found?.revision ?? 0);
}
