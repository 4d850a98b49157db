import { escapeIdentifier, escapeLiteral } from "pg";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { RemovalSubject, SnapshotReference, SnapshotSubject } from "../driver.ts";
import { databasesOwnedBy, findDatabase, lockComponent, type FoundDatabase } from "./catalog.ts";
import { addressOf, type CellDatabase } from "./cell-database.ts";
import { inSession, type Ask } from "./connect.ts";
import { copyDatabase, openDatabase } from "./copy-database.ts";
import { incarnationIn, isSnapshotDatabase, roleOf, snapshotDatabaseOf, snapshotMark, SNAPSHOT_ROLE } from "./names.ts";

/**
 * Copies the database of a component beside it; a repeat with the same token finds the first copy.
 *
 * Whoever is connected is thrown out, and nobody can connect while it is copied; afterwards neither where it is taken
 * away next.
 *
 * Answers undefined when there is no database to copy.
 */
export async function takeSnapshot(
  subject: SnapshotSubject,
  { server, signal }: { readonly server: CellDatabase; readonly signal: AbortSignal },
): Promise<SnapshotReference | undefined> {
  const { componentUid } = subject.id;
  const copy = snapshotDatabaseOf(subject.token);
  return await inSession(
    server.adminUrl,
    async (ask) => {
      await lockComponent(ask, componentUid);
      const source = await findSource(ask, subject);
      const found = await findCopy(ask, copy, source);
      const isWhole = found?.comment === snapshotMark(componentUid);
      if (source === undefined && !isWhole) return undefined;
      if (found === undefined && source !== undefined) await copyDatabase(ask, source.name, copy);
      if (!isWhole && source !== undefined) {
        // An attempt that was cut short may have closed it, right before its mark.
        await openDatabase(ask, copy);
        await disown(copy, { role: roleOf(componentUid), server, signal });
      }
      // Also after a crash: a copy that stands leaves its source closed.
      if (source !== undefined && subject.isLast !== true) await openDatabase(ask, source.name);
      await ask(`alter database ${escapeIdentifier(copy)} with allow_connections false`);
      await ask(`comment on database ${escapeIdentifier(copy)} is ${escapeLiteral(snapshotMark(componentUid))}`);
      return { id: copy, location: copy };
    },
    signal,
  );
}

/** The copy that an attempt before has made. One without its mark is old where its source takes connections again: it goes. */
async function findCopy(ask: Ask, copy: string, source: FoundDatabase | undefined): Promise<FoundDatabase | undefined> {
  const found = await findDatabase(ask, copy);
  if (found === undefined || found.comment !== null || source?.takesConnections !== true) return found;
  await dropSnapshot(ask, copy);
  return undefined;
}

/** Deletes a snapshot; the absent counts as deleted. @throws OrchestratorError `NOT_OURS` when it is no snapshot */
export async function dropSnapshot(ask: Ask, database: string): Promise<void> {
  const found = await findDatabase(ask, database);
  if (found === undefined) return;
  if (!isSnapshotDatabase(found.name)) {
    throw new OrchestratorError("NOT_OURS", `the database "${database}" is no snapshot`, { details: { database } });
  }
  await ask(`drop database if exists ${escapeIdentifier(database)} with (force)`);
}

/** The whole database of an incarnation; of an earlier one when a raise left the data where it was. */
async function findSource(ask: Ask, { id, incarnation }: RemovalSubject): Promise<FoundDatabase | undefined> {
  const owned = await databasesOwnedBy(ask, roleOf(id.componentUid));
  const incarnationOf = ({ comment }: FoundDatabase) => incarnationIn(comment, id.componentUid) ?? 0;
  const whole = owned.filter((database) => incarnationOf(database) > 0 && incarnationOf(database) <= incarnation);
  return whole.toSorted((a, b) => incarnationOf(b) - incarnationOf(a))[0];
}

/**
 * Gives what lies in a copy to a role of its own, so that it can outlive the component's role.
 *
 * "Reassign owned" takes the databases of the role along. Therefore they are given back in the same transaction.
 */
async function disown(
  copy: string,
  { role, server, signal }: { readonly role: string; readonly server: CellDatabase; readonly signal: AbortSignal },
): Promise<void> {
  await inSession(
    addressOf(server, copy),
    async (inside) => {
      await inside(
        `do $$ begin create role ${SNAPSHOT_ROLE} nologin; exception when duplicate_object or unique_violation then null; end $$`,
      );
      const owned = await databasesOwnedBy(inside, role);
      await inside("begin");
      await inside(`reassign owned by ${escapeIdentifier(role)} to ${SNAPSHOT_ROLE}`);
      for (const { name } of owned)
        await inside(`alter database ${escapeIdentifier(name)} owner to ${escapeIdentifier(role)}`);
      await inside("commit");
    },
    signal,
  );
}
