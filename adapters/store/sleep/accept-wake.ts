import { sql } from "kysely";
import { acceptRequest } from "../accept-request.ts";
import { first, type Postgres } from "../connect-postgres.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { writeEvent } from "../write-event.ts";
import { isoInstant } from "./iso-instant.ts";
import { lockNamed } from "./lock-named.ts";
import { AWAKE_FOR } from "./settle-rest.ts";

/** Keeps an environment awake until an instant, and wakes it where it sleeps. @see StoreOfApi.acceptWake */
export async function acceptWake(
  postgres: Postgres,
  identity: RequestIdentity,
  target: { readonly project: string; readonly environment: string; readonly until?: number },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "wake" }, async (rows, { actor }) => {
    const { uid, project, name } = await lockNamed(rows, target);
    const wished = target.until === undefined ? null : target.until;
    const kept = await first(
      rows,
      sql<{ until: string }>`update environment set changed_at = now(),
          awake_until = coalesce(to_timestamp(${wished}::double precision / 1000), clock_timestamp() + ${AWAKE_FOR}::interval)
        where uid = ${uid} returning ${isoInstant(sql`awake_until`)} as until`,
    );
    const message = `environment ${name} is kept awake until ${kept?.until}`;
    await writeEvent(rows, {
      type: "environment.kept-awake",
      actor,
      project,
      environment: name,
      environmentUid: uid,
      message,
    });
    await sql`select look(${uid})`.execute(rows);
    return [{ kind: "Environment", project, name, result: "woken" }];
  });
}
