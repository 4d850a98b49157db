import { sql } from "kysely";
import { first, type Postgres } from "../connect-postgres.ts";
import type { BuiltRelease } from "../promotion-views-port.ts";

/** The release that a build has made; undefined when there is none, or it was deleted. */
export async function releaseOfBuild(
  { rows }: Postgres,
  project: string,
  buildId: string,
): Promise<BuiltRelease | undefined> {
  return await first(
    rows,
    sql<BuiltRelease>`select version, digest from release
      where project = ${project} and build_id = ${buildId} and deleted_at is null`,
  );
}

/** Digest of an artifact of a release; undefined where there is none. @see StoreOfPromotions.artifactOfRelease */
export async function artifactOfRelease(
  { rows }: Postgres,
  { project, version, artifact }: { readonly project: string; readonly version: string; readonly artifact: string },
): Promise<string | undefined> {
  const found = await first(
    rows,
    sql<{
      digest: string | null;
    }>`select document #>> ${`{spec,artifacts,${artifact},digest}`}::text[] as digest from release
      where project = ${project} and version = ${version}`,
  );
  return found?.digest ?? undefined;
}
