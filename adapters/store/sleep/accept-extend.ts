import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import { closeDeletionQuestions } from "../approvals/close-approvals.ts";
import { first, type Postgres } from "../connect-postgres.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { writeEvent } from "../write-event.ts";
import { isoInstant } from "./iso-instant.ts";
import { lockNamed } from "./lock-named.ts";

/** Moves the end of an environment's time, never to an earlier instant. @see StoreOfApi.acceptExtend */
export async function acceptExtend(
  postgres: Postgres,
  identity: RequestIdentity,
  target: { readonly project: string; readonly environment: string; readonly until: number },
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: "extend" }, async (rows, { actor }) => {
    const { uid, project, name } = await lockNamed(rows, target);
    const present = await first(
      rows,
      sql<{ end: string; isLater: boolean; wasAsked: boolean }>`select ${isoInstant(sql`expires_at`)} as end,
          to_timestamp(${target.until}::double precision / 1000) > expires_at as "isLater",
          coalesce(expiry_asked = expires_at, false) as "wasAsked"
        from environment where uid = ${uid} and expires_at is not null`,
    );
    const details = { project, name };
    if (present === undefined)
      throw new OrchestratorError(
        "PRECONDITION_FAILED",
        `environment "${name}" may live for ever: it has no ttl and no expires`,
        { details },
      );
    // Whoever may let it live longer may not always delete it.
    if (!present.isLater)
      throw new OrchestratorError(
        "REQUEST_INVALID",
        `body/until: environment "${name}" lives until ${present.end}; say a later time, or delete it`,
        { details },
      );
    const moved = await first(
      rows,
      sql<{ until: string }>`update environment set changed_at = now(),
          expires_at = to_timestamp(${target.until}::double precision / 1000)
        where uid = ${uid} returning ${isoInstant(sql`expires_at`)} as until`,
    );
    if (present.wasAsked)
      await closeDeletionQuestions(rows, uid, { status: "superseded", reason: "its time was extended", actor });
    const message = `environment ${name} lives until ${moved?.until}`;
    await writeEvent(rows, {
      type: "environment.extended",
      actor,
      project,
      environment: name,
      environmentUid: uid,
      message,
    });
    await sql`select look(${uid})`.execute(rows);
    return [{ kind: "Environment", project, name, result: "extended" }];
  });
}
