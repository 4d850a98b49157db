import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";
import { endDrift } from "../drift/settle-drift.ts";
import type { Finish } from "../finish.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";

/** What a person has changed or woken stays awake so long when nobody says how long. */
export const AWAKE_FOR = "4 hours";

/** Says what an operation's end means for sleep: it sleeps, it is awake, or it stays awake for a while because it was changed. */
export async function settleRest(rows: Rows, { operation, environment, state }: Finish): Promise<void> {
  const { uid, project, name } = environment;
  const { kind, epoch, id: operationId } = operation;
  if (epoch === null || kind === "delete") return;
  const about = { actor: SYSTEM, project, environment: name, environmentUid: uid, operationId };
  if (kind === "sleep") {
    if (state !== "Succeeded") return;
    await sql`update environment set asleep_at = clock_timestamp(), changed_at = now() where uid = ${uid}`.execute(
      rows,
    );
    await endDrift(rows, uid, "the environment sleeps");
    await writeEvent(rows, { ...about, type: "environment.slept", message: `environment ${name} sleeps` });
    return;
  }
  if (kind === "wake") {
    // Also where something did not come up: that has failed, and does not sleep.
    await sql`update environment set asleep_at = null, changed_at = now() where uid = ${uid}`.execute(rows);
    await writeEvent(rows, { ...about, type: "environment.woken", message: `environment ${name} is awake` });
    return;
  }
  if (kind === "repair" || kind === "revert") return;
  await sql`update environment set asleep_at = null, awake_until = greatest(awake_until, clock_timestamp() + ${AWAKE_FOR}::interval)
    where uid = ${uid} and (asleep_at is not null or document -> 'spec' -> 'sleep' is not null)`.execute(rows);
}
