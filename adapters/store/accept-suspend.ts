import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { acceptRequest } from "./accept-request.ts";
import type { Postgres } from "./connect-postgres.ts";
import { endDrift } from "./drift/settle-drift.ts";
import { lockEnvironmentByName } from "./lock-environment.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import { wakePromotionsOf } from "./promotions/wake-promotions.ts";
import { leaveHeldPromotions } from "./promotions/leave-held.ts";
import { writeEvent } from "./write-event.ts";

/** Suspends an environment, or resumes it and ends its hold. @see StoreOfApi.acceptSuspend */
export async function acceptSuspend(
  postgres: Postgres,
  identity: RequestIdentity,
  target: { readonly project: string; readonly environment: string; readonly to: "suspended" | "resumed" },
): Promise<Accepted> {
  const { project, environment: name, to } = target;
  return await acceptRequest(
    postgres,
    { ...identity, verb: to === "suspended" ? "suspend" : "resume" },
    async (rows, { actor }) => {
      const environment = await lockEnvironmentByName(rows, { project, name });
      if (environment === undefined)
        throw new OrchestratorError("NOT_FOUND", `project "${project}" has no environment "${name}"`, {
          details: { project, name },
        });
      const { uid, hold } = environment;
      const answer = { kind: "Environment", project, name, result: to } as const;
      const isSuspended = to === "suspended";
      const endsHold = !isSuspended && hold !== null;
      if (environment.isSuspended === isSuspended && !endsHold) return [answer];
      await sql`update environment set is_suspended = ${isSuspended}, changed_at = now() where uid = ${uid}`.execute(
        rows,
      );
      if (isSuspended) await endDrift(rows, uid, "the environment was suspended");
      if (!isSuspended) await wakePromotionsOf(rows, uid);
      // Deaths that it was held for do not count again.
      if (endsHold) await leaveHeldPromotions(rows, environment, actor);
      if (endsHold)
        await sql`update environment set hold = null, deaths_from = clock_timestamp() where uid = ${uid}`.execute(rows);
      const message = endsHold ? `environment ${name} was resumed from its hold` : `environment ${name} was ${to}`;
      await writeEvent(rows, {
        type: `environment.${to}`,
        actor,
        project,
        environment: name,
        environmentUid: uid,
        message,
        ...(endsHold ? { data: { endsHold } } : {}),
      });
      await sql`select look(${uid})`.execute(rows);
      return [answer];
    },
  );
}
