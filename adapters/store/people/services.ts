import { sql } from "kysely";
import { acceptRequest } from "../accept-request.ts";
import { first, many, type Postgres } from "../connect-postgres.ts";
import { newUid } from "../new-id.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { ServiceView } from "../people-port.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import type { Listed, Page } from "../views-port.ts";
import { nameTaken, peopleResult, recordChange } from "./record-change.ts";

/** @see StoreOfPeople.acceptCreateService */
export async function acceptCreateService(
  postgres: Postgres,
  request: RequestIdentity,
  { name, description }: { readonly name: string; readonly description: string },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "create-service" }, async (rows, { actor }) => {
    const id = `service-${newUid()}`;
    const inserted = await first(
      rows,
      sql`insert into service_account (id, name, description) values (${id}, ${name}, ${description})
        on conflict (name) do nothing returning id`,
    );
    if (inserted === undefined) throw nameTaken("service", name);
    await recordChange(rows, {
      type: "service.created",
      actor,
      message: `service ${name} was created`,
      data: { service: id, name },
    });
    return peopleResult("Service", name, "created");
  });
}

/** Service accounts by name. */
export async function listServices({ rows }: Postgres, page: Page): Promise<Listed<ServiceView>> {
  const after = readCursor(page, 1);
  const found = await many(
    rows,
    sql<ServiceView>`select id, name, description, is_active as "isActive", epoch_ms(created_at) as "createdAt" from service_account
      where (${after === undefined} or name > ${after?.[0] ?? ""}) order by name limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ name }) => [name]);
}
