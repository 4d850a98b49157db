import { escapeIdentifier } from "pg";
import type { RemovalSubject } from "../driver.ts";
import { databasesNaming, databasesOwnedBy, findRole } from "./catalog.ts";
import { addressOf, type CellDatabase } from "./cell-database.ts";
import { inSession, type Ask } from "./connect.ts";
import { incarnationIn, isSnapshotDatabase, roleOf } from "./names.ts";

/** Drops the database of an incarnation, or all of a component's with its role. Snapshots stay. What is not ours stays, too. */
export async function dropComponent(
  ask: Ask,
  subject: RemovalSubject,
  place: { readonly server: CellDatabase; readonly signal: AbortSignal },
): Promise<void> {
  const { componentUid } = subject.id;
  const role = roleOf(componentUid);
  if ((await findRole(ask, role, componentUid)) !== "ours") return;
  const owned = await databasesOwnedBy(ask, role);
  const isMeant = (comment: string | null) =>
    subject.scope === "component" || incarnationIn(comment, componentUid) === subject.incarnation;
  for (const { name } of owned.filter(({ comment }) => isMeant(comment))) {
    await ask(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  }
  if (subject.scope === "component") await dropRole(ask, subject, place);
}

/**
 * A role that something belongs to cannot be dropped. What it owned in snapshots was given away when they were taken, but
 * not what was granted to it; and a copy that was never finished is nobody's.
 */
async function dropRole(
  ask: Ask,
  { id }: RemovalSubject,
  { server, signal }: { readonly server: CellDatabase; readonly signal: AbortSignal },
): Promise<void> {
  const role = roleOf(id.componentUid);
  for (const { name, comment } of await databasesNaming(ask, role)) {
    const database = escapeIdentifier(name);
    if (isSnapshotDatabase(name) && comment === null) {
      await ask(`drop database if exists ${database} with (force)`);
      continue;
    }
    if (isSnapshotDatabase(name)) await ask(`alter database ${database} with allow_connections true`);
    const release = async (inside: Ask) => await inside(`drop owned by ${escapeIdentifier(role)}`);
    await inSession(addressOf(server, name), release, signal);
    if (isSnapshotDatabase(name)) await ask(`alter database ${database} with allow_connections false`);
  }
  await ask(`drop role if exists ${escapeIdentifier(role)}`);
}
