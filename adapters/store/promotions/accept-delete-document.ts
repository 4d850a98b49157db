import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { deleteSubscription } from "../notifications/delete-subscription.ts";
import { writeEvent } from "../write-event.ts";
import { wakeFrozen } from "./apply-documents.ts";

interface Target {
  readonly kind: "Pipeline" | "Connection" | "FreezeWindow" | "Subscription";
  readonly project: string;
  readonly name: string;
}

const EVENT_NOUN = {
  Pipeline: "pipeline",
  Connection: "connection",
  FreezeWindow: "freeze-window",
  Subscription: "subscription",
} as const;

/** Deletes a pipeline, connection, freeze window or subscription. @see StoreOfPromotionApi.acceptDeleteDocument */
export async function acceptDeleteDocument(
  postgres: Postgres,
  identity: RequestIdentity,
  target: Target,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "delete" }, async (rows, { actor }) => {
    const { kind, project, name } = target;
    await remove(rows, target);
    await writeEvent(rows, {
      type: `${EVENT_NOUN[kind]}.deleted`,
      actor,
      project,
      message: `${EVENT_NOUN[kind].replace("-", " ")} ${name} was deleted`,
      ...(kind === "Subscription" ? { data: { subscription: name } } : {}),
    });
    return [{ kind, project, name, result: "deleted" }];
  });
}

async function remove(rows: Rows, { kind, project, name }: Target): Promise<void> {
  const absent = () =>
    new OrchestratorError(
      "NOT_FOUND",
      `there is no ${EVENT_NOUN[kind].replace("-", " ")} "${name}"${project === "" ? "" : ` in project "${project}"`}`,
      {
        details: { project, name },
      },
    );
  if (kind === "FreezeWindow") {
    const { numAffectedRows } =
      await sql`delete from freeze_window where project = ${project} and name = ${name}`.execute(rows);
    if (numAffectedRows !== 1n) throw absent();
    await sql`select touch_rules()`.execute(rows);
    return await wakeFrozen(rows, project);
  }
  if (kind === "Subscription") {
    if (!(await deleteSubscription(rows, project, name))) throw absent();
    return;
  }
  if (kind === "Connection") {
    const user = await userOf(rows, project, name);
    if (user !== undefined)
      throw new OrchestratorError("RESOURCE_IN_USE", `connection "${name}" is used by pipeline ${user}`, {
        details: { by: user },
      });
    const { numAffectedRows } = await sql`update connection set deleted_at = now()
      where project = ${project} and name = ${name} and deleted_at is null`.execute(rows);
    if (numAffectedRows !== 1n) throw absent();
    return;
  }
  await sql`select from project where name = ${project} for no key update`.execute(rows);
  const open = await first(
    rows,
    sql<{
      id: string;
    }>`select id from promotion where project = ${project} and pipeline = ${name} and not is_promotion_over(state) limit 1`,
  );
  if (open !== undefined)
    throw new OrchestratorError("RESOURCE_IN_USE", `pipeline "${name}" has the open promotion ${open.id}`, {
      details: { by: open.id },
    });
  const { numAffectedRows } = await sql`update pipeline set replaced_at = now()
    where project = ${project} and name = ${name} and replaced_at is null`.execute(rows);
  if (numAffectedRows !== 1n) throw absent();
  await sql`delete from stage where project = ${project} and pipeline = ${name}`.execute(rows);
}

/** A current pipeline whose text names a connection; undefined when none does. */
async function userOf(rows: Rows, project: string, name: string): Promise<string | undefined> {
  const found = await first(
    rows,
    sql<{ name: string }>`
      select p.name from pipeline p, json_array_elements(p.document #> '{spec,stages}') as s,
        lateral (select json_array_elements(s -> 'gates') as part union all select json_array_elements(s -> 'beforeDeploy')
          union all select json_array_elements(s -> 'afterDeploy')) as parts
      where p.project = ${project} and p.replaced_at is null and parts.part #>> '{config,connection}' = ${name} limit 1`,
  );
  return found?.name;
}
