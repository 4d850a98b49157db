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
