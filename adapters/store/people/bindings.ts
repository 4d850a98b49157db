import { type RawBuilder, sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { RoleGrant } from "../../../domain/schema/access.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { newUid } from "../new-id.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { BindingView, NewBinding } from "../people-port.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { storable } from "../storable.ts";
import type { Actor, Listed, Page } from "../views-port.ts";
import { peopleResult, recordRightsChange, requireGroup, requirePerson, requireService } from "./record-change.ts";

/** @see StoreOfPeople.acceptBind */
export async function acceptBind(postgres: Postgres, request: RequestIdentity, binding: NewBinding): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "bind-role" }, async (rows, { actor }) => {
    const { holder, role } = binding;
    const ids = await idsOf(rows, holder);
    const place = [binding.project ?? null, binding.class ?? null, binding.environment ?? null] as const;
    const id = `binding-${newUid()}`;
    const inserted = await first(
      rows,
      sql`insert into role_binding (id, role, person_id, group_name, service_id, project, class, environment, created_by)
        values (${id}, ${role}, ${ids.person}, ${ids.group}, ${ids.service}, ${sql.join(place)}, ${storable(actor)}::json)
        on conflict (role, person_id, group_name, service_id, project, class, environment) do nothing returning id`,
    );
    if (inserted === undefined) {
      const same = await first(
        rows,
        sql<{
          id: string;
        }>`select id from role_binding where (role, person_id, group_name, service_id, project, class, environment)
          is not distinct from (${role}, ${ids.person}, ${ids.group}, ${ids.service}, ${sql.join(place)})`,
      );
      return peopleResult("RoleBinding", same?.id ?? "", "unchanged");
    }
    await recordRightsChange(rows, {
      type: "role.bound",
      actor,
      message: `${holder.kind} ${holder.name} is ${role} ${placeWords(binding)}`,
      data: { binding: id, role, [holder.kind]: ids.person ?? ids.service ?? holder.name, ...placeOf(binding) },
    });
    return peopleResult("RoleBinding", id, "created");
  });
}

async function idsOf(rows: Rows, { kind, name }: NewBinding["holder"]) {
  const none = { person: null, group: null, service: null };
  if (kind === "person") return { ...none, person: await requirePerson(rows, name) };
  if (kind === "service") return { ...none, service: await requireService(rows, name) };
  await requireGroup(rows, name);
  return { ...none, group: name };
}

/** @see StoreOfPeople.acceptUnbind */
export async function acceptUnbind(postgres: Postgres, request: RequestIdentity, id: string): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "unbind-role" }, async (rows, { actor }) => {
    const [binding] = await bindings(rows, sql`b.id = ${id} for update of b`);
    if (binding === undefined)
      throw new OrchestratorError("NOT_FOUND", `no role binding has the id ${JSON.stringify(id)}`, { details: { id } });
    await unbind(rows, actor, binding);
    return peopleResult("RoleBinding", id, "unbound");
  });
}

/** Takes back every role that holds in a project only. */
export async function unbindProject(rows: Rows, actor: Actor, project: string): Promise<void> {
  for (const binding of await bindings(rows, sql`b.project = ${project} order by b.id for update of b`))
    await unbind(rows, actor, binding);
}

async function unbind(rows: Rows, actor: Actor, binding: BindingView): Promise<void> {
  const { id, holder, role } = binding;
  await sql`delete from role_binding where id = ${id}`.execute(rows);
  await recordRightsChange(rows, {
    type: "role.unbound",
    actor,
    message: `${holder.kind} ${holder.name} is not ${role} ${placeWords(binding)} any more`,
    data: { binding: id, role, name: holder.name, ...placeOf(binding) },
  });
}

function placeWords({ project, class: environmentClass, environment }: Omit<RoleGrant, "role">): string {
  if (environment !== undefined) return `in environment ${project ?? ""}/${environment}`;
  const ofClass = environmentClass === undefined ? "" : `class ${environmentClass} of `;
  return `in ${ofClass}${project === undefined ? "every project" : `project ${project}`}`;
}

function placeOf({ project, class: environmentClass, environment }: Omit<RoleGrant, "role">) {
  return {
    ...(project === undefined ? {} : { project }),
    ...(environmentClass === undefined ? {} : { class: environmentClass }),
    ...(environment === undefined ? {} : { environment }),
  };
}

/** Bindings, oldest first. */
export async function listBindings(
  { rows }: Postgres,
  page: Page & { readonly project?: string },
): Promise<Listed<BindingView>> {
  const after = readCursor(page, 1);
  const found = await bindings(
    rows,
    sql`(${page.project === undefined} or b.project = ${page.project ?? ""}) and (${after === undefined} or b.id > ${after?.[0] ?? ""})
      order by b.id limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ id }) => [id]);
}

/** One binding; undefined when there is none. */
export async function getBinding({ rows }: Postgres, id: string): Promise<BindingView | undefined> {
  return (await bindings(rows, sql`b.id = ${id}`))[0];
}

async function bindings(rows: Rows, which: RawBuilder<unknown>): Promise<readonly BindingView[]> {
  const found = await many(
    rows,
    sql<Omit<BindingView, "project" | "class" | "environment"> & { readonly place: Omit<RoleGrant, "role"> }>`
      select b.id, b.role, b.created_by as "createdBy", epoch_ms(b.created_at) as "createdAt",
        json_strip_nulls(json_build_object('project', b.project, 'class', b.class, 'environment', b.environment)) as place,
        json_build_object('kind', case when b.person_id is not null then 'person' when b.service_id is not null then 'service' else 'group' end,
          'name', coalesce(p.name, s.name, b.group_name)) as holder
      from role_binding b left join person p on p.id = b.person_id left join service_account s on s.id = b.service_id
      where ${which}`,
  );
  return found.map(({ place, ...row }) => ({ ...row, ...place }));
}
