import { escapeIdentifier, escapeLiteral } from "pg";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { Subject } from "../driver.ts";
import { databasesNaming, findDatabase, findRole, type FoundDatabase } from "./catalog.ts";
import { addressOf, type CellDatabase } from "./cell-database.ts";
import { inSession, isRefused, type Ask } from "./connect.ts";
import { databaseMark, databaseOf, roleMark, roleOf, SNAPSHOT_ROLE } from "./names.ts";
import type { PostgresConfig } from "./schema.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** Makes the role of a component, or gives it this password and the right to log in. @throws OrchestratorError `NOT_OURS` */
export async function ensureRole(ask: Ask, componentUid: string, password: string): Promise<void> {
  const role = roleOf(componentUid);
  const found = await findRole(ask, role, componentUid);
  if (found === "not ours") throw notOurs("role", role);
  const verifier = escapeLiteral(await scramVerifier(password));
  if (found === "ours") return void (await ask(`alter role ${escapeIdentifier(role)} login password ${verifier}`));
  // One transaction: a role without its mark would be nobody's.
  await ask("begin");
  await ask(`create role ${escapeIdentifier(role)} login password ${verifier}`);
  await ask(`comment on role ${escapeIdentifier(role)} is ${escapeLiteral(roleMark(componentUid))}`);
  await ask("commit");
}

/**
 * Makes the database of a component, empty or from a snapshot, or finishes what an attempt before it began.
 *
 * The mark comes last: a database that carries it is whole.
 *
 * @throws OrchestratorError `NOT_OURS`, `SNAPSHOT_NOT_FOUND`
 */
export async function ensureDatabase(
  ask: Ask,
  subject: Subject<PostgresConfig>,
  { server, signal }: { readonly server: CellDatabase; readonly signal: AbortSignal },
): Promise<void> {
  const { id, incarnation, config, restoreFrom } = subject;
  const role = roleOf(id.componentUid);
  const database = databaseOf(id.componentUid, config.database);
  const [name, owner, mark] = [
    escapeIdentifier(database),
    escapeIdentifier(role),
    databaseMark(id.componentUid, incarnation),
  ];
  const found = await findUsable(ask, database, { role, isOfSnapshot: restoreFrom !== undefined });
  if (found === undefined) await createDatabase(ask, `${name} owner ${owner}`, restoreFrom?.location);
  await ask(`revoke connect, temporary on database ${name} from public`);
  await ask(`alter database ${name} with allow_connections true`);
  const isWhole = found !== undefined && found.comment !== null;
  if (restoreFrom !== undefined && !isWhole) {
    const takeOver = `reassign owned by ${escapeIdentifier(SNAPSHOT_ROLE)} to ${owner}`;
    await inSession(addressOf(server, database), async (inside) => await inside(takeOver), signal);
  }
  await ask(`comment on database ${name} is ${escapeLiteral(mark)}`);
}

/**
 * The database that is there. One without its mark is taken where it was made as it is wanted, empty or from a snapshot;
 * another goes, for nobody has got its address yet.
 */
async function findUsable(
  ask: Ask,
  database: string,
  { role, isOfSnapshot }: { readonly role: string; readonly isOfSnapshot: boolean },
): Promise<FoundDatabase | undefined> {
  const found = await findDatabase(ask, database);
  if (found === undefined) return undefined;
  if (found.owner !== role) throw notOurs("database", database);
  if (found.comment !== null) return found;
  const ofSnapshots = await databasesNaming(ask, SNAPSHOT_ROLE);
  if (ofSnapshots.some(({ name }) => name === database) === isOfSnapshot) return found;
  await ask(`drop database if exists ${escapeIdentifier(database)} with (force)`);
  return undefined;
}

async function createDatabase(ask: Ask, nameAndOwner: string, snapshot: string | undefined): Promise<void> {
  if (snapshot === undefined) return void (await ask(`create database ${nameAndOwner} template template0`));
  try {
    await ask(`create database ${nameAndOwner} template ${escapeIdentifier(snapshot)}`);
  } catch (error) {
    if (!isRefused(error, "3D000")) throw error;
    throw new OrchestratorError("SNAPSHOT_NOT_FOUND", `there is no snapshot "${snapshot}"`, { cause: error });
  }
}

function notOurs(what: "role" | "database", name: string): OrchestratorError {
  return new OrchestratorError("NOT_OURS", `the ${what} "${name}" is there and not of this component`, {
    details: { name },
  });
}
