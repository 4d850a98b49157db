import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, type Postgres } from "../connect-postgres.ts";
import type { Identity } from "../people-port.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { storable } from "../storable.ts";
import { peopleResult, recordRightsChange, requirePerson } from "./record-change.ts";

/** Says that an account elsewhere is this person's. @see StoreOfPeople.acceptLink */
export async function acceptLink(
  postgres: Postgres,
  request: RequestIdentity,
  link: Identity & { readonly person: string },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "link-identity" }, async (rows, { actor }) => {
    const { system, tenant, subject, person } = link;
    const personId = await requirePerson(rows, person);
    const inserted = await first(
      rows,
      sql`insert into person_identity (system, tenant, subject, person_id, linked_by)
        values (${system}, ${tenant}, ${subject}, ${personId}, ${storable(actor)}::json)
        on conflict (system, tenant, subject) do nothing returning person_id`,
    );
    if (inserted === undefined) {
      const owner = await first(
        rows,
        sql<{ id: string }>`select person_id as id from person_identity
          where system = ${system} and tenant = ${tenant} and subject = ${subject}`,
      );
      if (owner?.id === personId) return peopleResult("Person", person, "unchanged");
      throw new OrchestratorError("IDENTITY_TAKEN", `the ${system} account "${subject}" is linked to another person`, {
        details: { system, tenant, subject },
      });
    }
    await recordRightsChange(rows, {
      type: "person.identity-linked",
      actor,
      message: `the ${system} account ${subject} is ${person}'s`,
      data: { person: personId, system, tenant, subject },
    });
    return peopleResult("Person", person, "linked");
  });
}

/** Forgets that an account elsewhere is this person's. @see StoreOfPeople.acceptUnlink */
export async function acceptUnlink(
  postgres: Postgres,
  request: RequestIdentity,
  link: Identity & { readonly person: string },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "unlink-identity" }, async (rows, { actor }) => {
    const { system, tenant, subject, person } = link;
    const personId = await requirePerson(rows, person);
    const { numAffectedRows } = await sql`delete from person_identity
      where system = ${system} and tenant = ${tenant} and subject = ${subject} and person_id = ${personId}`.execute(
      rows,
    );
    if (numAffectedRows !== 1n) return peopleResult("Person", person, "unchanged");
    await recordRightsChange(rows, {
      type: "person.identity-unlinked",
      actor,
      message: `the ${system} account ${subject} is ${person}'s no more`,
      data: { person: personId, system, tenant, subject },
    });
    return peopleResult("Person", person, "unlinked");
  });
}
