import { type RawBuilder, sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { acceptRequest } from "./accept-request.ts";
import { first, type Postgres, type Rows } from "./connect-postgres.ts";
import { unbindProject } from "./people/bindings.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import { writeEvent } from "./write-event.ts";

/** What to delete. `name`: of the project, `name@version` of a blueprint, version of a release. */
export interface UnusedTarget {
  readonly kind: "Project" | "Blueprint" | "Release";
  readonly project: string;
  readonly name: string;
}

/** How a kind is found, and what uses it: the first row of `users` names one. */
interface Lookup {
  readonly table: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  readonly users: RawBuilder<{ user: string }>;
}

/** Deletes what nothing uses. Versions stay as rows, so that they are not reused. @see StoreOfApi.acceptDeleteUnused */
export async function acceptDeleteUnused(
  postgres: Postgres,
  identity: RequestIdentity,
  target: UnusedTarget,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "delete" }, async (rows, { actor }) => {
    const { kind, project, name } = target;
    const result = await deleteUnused(rows, target);
    if (result === "done") {
      // A project that gets the name again is another one: nobody has a role in it yet.
      if (kind === "Project") await unbindProject(rows, actor, project);
      const noun = kind.toLowerCase();
      await writeEvent(rows, { type: `${noun}.deleted`, actor, project, message: `${noun} ${name} was deleted` });
    }
    return [{ kind, project, name, result: "deleted" }];
  });
}

async function deleteUnused(rows: Rows, target: UnusedTarget): Promise<"done" | "before"> {
  const { kind, project, name } = target;
  const { table, where, users } = lookup(target);
  const details = { ...target };
  // The lock waits for applies that refer to it, which hold a key share of this row until they are committed.
  const found = await first(
    rows,
    sql<{ isDeleted: boolean }>`select deleted_at is not null as "isDeleted" from ${table} where ${where} for update`,
  );
  if (found === undefined)
    throw new OrchestratorError("NOT_FOUND", `project "${project}" has no ${kind.toLowerCase()} "${name}"`, {
      details,
    });
  if (found.isDeleted) return "before";
  const used = await first(rows, users);
  if (used !== undefined) {
    throw new OrchestratorError("RESOURCE_IN_USE", `${kind.toLowerCase()} "${name}" is used by ${used.user}`, {
      details: { ...details, by: used.user },
    });
  }
  await sql`update ${table} set deleted_at = now() where ${where}`.execute(rows);
  return "done";
}

function lookup({ kind, project, name }: UnusedTarget): Lookup {
  switch (kind) {
    case "Project":
      return {
        table: sql`project`,
        where: sql`name = ${project}`,
        users: sql`
          select 'environment ' || name as "user" from environment where project = ${project} and rest_phase <> 'Gone'
          union all select 'blueprint ' || name || '@' || version from blueprint where project = ${project} and deleted_at is null
          union all select 'release ' || version from release where project = ${project} and deleted_at is null
          union all select 'pipeline ' || name from pipeline where project = ${project} and replaced_at is null
          union all select 'connection ' || name from connection where project = ${project} and deleted_at is null
          union all select 'subscription ' || name from subscription where project = ${project} and deleted_at is null
          union all select 'freeze window ' || name from freeze_window where project = ${project}
          union all select 'snapshot ' || id || case when deleting_at is null then '' else ', which is being deleted' end
            from snapshot where project = ${project}
          limit 1`,
      };
    case "Blueprint": {
      const [blueprint = "", version = ""] = name.split("@");
      return {
        table: sql`blueprint`,
        where: sql`project = ${project} and name = ${blueprint} and version = ${version}`,
        users: sql`select 'release ' || version as "user" from release where project = ${project} and blueprint = ${name} and deleted_at is null limit 1`,
      };
    }
    case "Release":
      return {
        table: sql`release`,
        where: sql`project = ${project} and version = ${name}`,
        users: sql`
          select 'environment ' || name as "user" from environment where project = ${project} and release = ${name} and rest_phase <> 'Gone'
          union all select 'promotion ' || id from promotion
            where project = ${project} and (release = ${name} or restore_to ->> 'release' = ${name}) and not is_promotion_over(state)
          limit 1`,
      };
  }
}
