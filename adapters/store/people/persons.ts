import { type RawBuilder, sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { newUid } from "../new-id.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Identity, NewPerson, PersonChange, PersonView } from "../people-port.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import type { Listed, Page } from "../views-port.ts";
import { nameTaken, noHolder, peopleResult, recordChange, recordRightsChange } from "./record-change.ts";

/** @see StoreOfPeople.acceptCreatePerson */
export async function acceptCreatePerson(
  postgres: Postgres,
  identity: RequestIdentity,
  person: NewPerson,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "create-person" }, async (rows, { actor }) => {
    const { name, displayName, email } = person;
    const id = `person-${newUid()}`;
    await refuseTakenAddress(rows, email, id);
    const inserted = await first(
      rows,
      sql`insert into person (id, name, display_name, email) values (${id}, ${name}, ${displayName}, ${email ?? null})
        on conflict (name) do nothing returning id`,
    );
    if (inserted === undefined) throw nameTaken("person", name);
    await recordChange(rows, {
      type: "person.created",
      actor,
      message: `person ${name} was created`,
      data: { person: id, name },
    });
    return peopleResult("Person", name, "created");
  });
}

/** @see StoreOfPeople.acceptChangePerson */
export async function acceptChangePerson(
  postgres: Postgres,
  identity: RequestIdentity,
  target: PersonChange & { readonly of: string },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "change-person" }, async (rows, { actor }) => {
    const person = await first(
      rows,
      sql<{
        id: string;
        displayName: string;
        email: string | null;
      }>`select id, display_name as "displayName", email from person where name = ${target.of} for no key update`,
    );
    if (person === undefined) throw noHolder("person", target.of);
    const { name = target.of, displayName = person.displayName, email = person.email } = target;
    await refuseTakenAddress(rows, email ?? undefined, person.id);
    const other = await first(rows, sql`select from person where name = ${name} and id <> ${person.id}`);
    if (other !== undefined) throw nameTaken("person", name);
    await sql`update person set name = ${name}, display_name = ${displayName}, email = ${email}, changed_at = clock_timestamp()
      where id = ${person.id}`.execute(rows);
    const isRenamed = name !== target.of;
    await recordChange(rows, {
      type: isRenamed ? "person.renamed" : "person.changed",
      actor,
      message: isRenamed ? `person ${target.of} is called ${name}` : `person ${name} was changed`,
      data: { person: person.id, name },
    });
    return peopleResult("Person", name, isRenamed ? "renamed" : "changed");
  });
}

/** @throws OrchestratorError `NAME_TAKEN` where the address is another person's */
async function refuseTakenAddress(rows: Rows, email: string | undefined, personId: string): Promise<void> {
  if (email === undefined) return;
  const other = await first(rows, sql`select from person where lower(email) = lower(${email}) and id <> ${personId}`);
  if (other !== undefined) throw new OrchestratorError("NAME_TAKEN", "another person has this address already");
}

/** @see StoreOfPeople.acceptActivate */
export async function acceptActivate(
  postgres: Postgres,
  identity: RequestIdentity,
  target: { readonly kind: "Person" | "Service"; readonly name: string; readonly to: "active" | "inactive" },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "activate" }, async (rows, { actor }) => {
    const { kind, name } = target;
    const toActive = target.to === "active";
    const isPerson = kind === "Person";
    const table = isPerson ? sql`person` : sql`service_account`;
    const found = await first(
      rows,
      sql<{ id: string; isActive: boolean }>`select id, is_active as "isActive" from ${table} where name = ${name}
        for no key update`,
    );
    if (found === undefined) throw noHolder(isPerson ? "person" : "service", name);
    const result = toActive ? "activated" : "deactivated";
    if (found.isActive === toActive) return peopleResult(kind, name, "unchanged");
    await sql`update ${table} set is_active = ${toActive} where id = ${found.id}`.execute(rows);
    await recordRightsChange(rows, {
      type: `${isPerson ? "person" : "service"}.${result}`,
      actor,
      message: `${isPerson ? "person" : "service"} ${name} was ${result}`,
      data: { [isPerson ? "person" : "service"]: found.id, name },
    });
    return peopleResult(kind, name, result);
  });
}

const VIEW = sql`p.id, p.name, p.display_name as "displayName", p.email, p.is_active as "isActive", epoch_ms(p.created_at) as "createdAt",
  coalesce((select json_agg(m.group_name order by m.group_name) from group_member m where m.person_id = p.id), '[]') as groups,
  coalesce((select json_agg(json_build_object('system', i.system, 'tenant', i.tenant, 'subject', i.subject) order by i.linked_at)
    from person_identity i where i.person_id = p.id), '[]') as identities
  from person p`;

type PersonRow = Omit<PersonView, "email"> & {
  readonly email: string | null;
  readonly identities: readonly Identity[];
};

/** Persons by name. */
export async function listPersons({ rows }: Postgres, page: Page): Promise<Listed<PersonView>> {
  const after = readCursor(page, 1);
  const found = await persons(
    rows,
    sql`(${after === undefined} or p.name > ${after?.[0] ?? ""})
    order by p.name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ name }) => [name]);
}

/** One person; undefined when there is none. */
export async function getPerson({ rows }: Postgres, name: string): Promise<PersonView | undefined> {
  return (await persons(rows, sql`p.name = ${name}`))[0];
}

async function persons(rows: Rows, which: RawBuilder<unknown>): Promise<readonly PersonView[]> {
  const found = await many(rows, sql<PersonRow>`select ${VIEW} where ${which}`);
  return found.map(({ email, ...row }) => (email === null ? row : { ...row, email }));
}
