import type { Observation, Subject } from "../driver.ts";
import { databasesOwnedBy, findDatabase } from "./catalog.ts";
import type { Ask } from "./connect.ts";
import { databaseOf, incarnationIn, roleOf } from "./names.ts";
import type { PostgresConfig } from "./schema.ts";

/** What the server's catalog says against a database being ready; undefined when nothing does. */
export async function lookAtDatabase(ask: Ask, subject: Subject<PostgresConfig>): Promise<Observation | undefined> {
  const { id, incarnation, config } = subject;
  const role = roleOf(id.componentUid);
  const name = databaseOf(id.componentUid, config.database);
  const found = await findDatabase(ask, name);
  if (found === undefined) {
    const owned = await databasesOwnedBy(ask, role);
    const hasAnother = owned.some(({ comment }) => incarnationIn(comment, id.componentUid) === incarnation);
    return hasAnother ? { state: "differs", fields: ["config.database"], replace: true } : { state: "absent" };
  }
  if (found.owner !== role) {
    return { state: "failed", code: "NOT_OURS", reason: `the database "${name}" is there and not of this component` };
  }
  // The mark comes last: without it somebody is making it, or died on the way.
  if (found.comment === null) return { state: "absent" };
  if (incarnationIn(found.comment, id.componentUid) !== incarnation) {
    // Its data is worth more than a fresh start: it is taken over.
    return { state: "differs", fields: ["incarnation"], replace: false };
  }
  return found.takesConnections ? undefined : { state: "differs", fields: ["connections"], replace: false };
}
