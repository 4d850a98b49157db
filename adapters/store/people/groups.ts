import { sql } from "kysely";
import { acceptRequest } from "../accept-request.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { GroupView } from "../people-port.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import type { Listed, Page } from "../views-port.ts";
import {
  nameTaken,
  noHolder,
  peopleResult,
  recordChange,
  recordRightsChange,
  requireGroup,
  requirePerson,
} from "./record-change.ts";

/** @see StoreOfPeople.acceptCreateGroup */
export async function acceptCreateGroup(
  postgres: Postgres,
  request: RequestIdentity,
  { name, description }: { readonly name: string; readonly description: string },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "create-group" }, async (rows, { actor }) => {
    const inserted = await first(
      rows,
      sql`insert into person_group (name, description) values (${name}, ${description}) on conflict (name) do nothing returning name`,
    );
    if (inserted === undefined) throw nameTaken("group", name);
    await recordChange(rows, {
      type: "group.created",
      actor,
      message: `group ${name} was created`,
      data: { group: name },
    });
    return peopleResult("Group", name, "created");
  });
}

/** Its memberships and bindings go with it. @see StoreOfPeople.acceptDeleteGroup */
export async function acceptDeleteGroup(postgres: Postgres, request: RequestIdentity, name: string): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "delete-group" }, async (rows, { actor }) => {
    const { numAffectedRows } = await sql`delete from person_group where name = ${name}`.execute(rows);
    if (numAffectedRows !== 1n) throw noHolder("group", name);
    await recordRightsChange(rows, {
      type: "group.deleted",
      actor,
      message: `group ${name} was deleted, and what it was bound to`,
      data: { group: name },
    });
    return peopleResult("Group", name, "deleted");
  });
}

/** @see StoreOfPeople.acceptMembership */
export async function acceptMembership(
  postgres: Postgres,
  request: RequestIdentity,
  { group, person, to }: { readonly group: string; readonly person: string; readonly to: "added" | "removed" },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "change-membership" }, async (rows, { actor }) => {
    await requireGroup(rows, group);
    const personId = await requirePerson(rows, person);
    const change =
      to === "added"
        ? sql`insert into group_member (group_name, person_id) values (${group}, ${personId}) on conflict do nothing`
        : sql`delete from group_member where group_name = ${group} and person_id = ${personId}`;
    const { numAffectedRows } = await change.execute(rows);
    if (numAffectedRows !== 1n) return peopleResult("Group", group, "unchanged");
    await recordRightsChange(rows, {
      type: to === "added" ? "group.member-added" : "group.member-removed",
      actor,
      message: to === "added" ? `${person} is in group ${group}` : `${person} is not in group ${group} any more`,
      data: { group, person: personId },
    });
    return peopleResult("Group", group, to);
  });
}

/** Groups by name. */
export async function listGroups({ rows }: Postgres, page: Page): Promise<Listed<GroupView>> {
  const after = readCursor(page, 1);
  const found = await many(
    rows,
    sql<GroupView>`select g.name, g.description, epoch_ms(g.created_at) as "createdAt",
        coalesce((select json_agg(p.name order by p.name) from group_member m join person p on p.id = m.person_id
          where m.group_name = g.name), '[]') as members
      from person_group g where (${after === undefined} or g.name > ${after?.[0] ?? ""}) order by g.name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ name }) => [name]);
}

/** Ids of a group's members. @see StoreOfPrincipals.groupMembers */
export async function groupMembers({ rows }: Postgres, group: string): Promise<readonly string[]> {
  return await groupMembersIn(rows, group);
}

/** Ids of a group's members, by name, inside a transaction. */
export async function groupMembersIn(rows: Rows, group: string): Promise<readonly string[]> {
  const found = await many(
    rows,
    sql<{ id: string }>`select p.id from group_member m join person p on p.id = m.person_id
      where m.group_name = ${group} order by p.name`,
  );
  return found.map(({ id }) => id);
}
