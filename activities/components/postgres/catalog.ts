import type { Ask } from "./connect.ts";
import { roleMark } from "./names.ts";

/** A database as the server's catalog shows it. */
export interface FoundDatabase {
  readonly name: string;
  readonly owner: string;
  /** What is written on it; null when nothing is. */
  readonly comment: string | null;
  readonly takesConnections: boolean;
}

const DATABASES = `select d.datname as name, pg_get_userbyid(d.datdba) as owner,
  shobj_description(d.oid, 'pg_database') as comment, d.datallowconn as takes_connections
  from pg_database d`;

/** The database of that name; undefined when there is none. */
export async function findDatabase(ask: Ask, name: string): Promise<FoundDatabase | undefined> {
  const rows = await ask(`${DATABASES} where d.datname = $1`, [name]);
  return rows.map(asDatabase)[0];
}

/** The databases that a role owns. */
export async function databasesOwnedBy(ask: Ask, role: string): Promise<readonly FoundDatabase[]> {
  return (await ask(`${DATABASES} where pg_get_userbyid(d.datdba) = $1 order by 1`, [role])).map(asDatabase);
}

/** The databases in which something belongs or is granted to a role. */
export async function databasesNaming(ask: Ask, role: string): Promise<readonly FoundDatabase[]> {
  const named = `select dbid from pg_shdepend where refclassid = 'pg_authid'::regclass
    and refobjid = (select oid from pg_roles where rolname = $1)`;
  return (await ask(`${DATABASES} where d.oid in (${named}) order by 1`, [role])).map(asDatabase);
}

/** Whether a role is there and a component's, there and a stranger's, or absent. */
export async function findRole(ask: Ask, role: string, componentUid: string): Promise<"ours" | "not ours" | "absent"> {
  const [found] = await ask("select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1", [
    role,
  ]);
  if (found === undefined) return "absent";
  return found["comment"] === roleMark(componentUid) ? "ours" : "not ours";
}

/** Holds the component's place in line until the connection ends, so that two attempts do not mix. */
export async function lockComponent(ask: Ask, componentUid: string): Promise<void> {
  await ask("select pg_advisory_lock(hashtextextended($1, 0))", [`holdfast ${componentUid}`]);
}

function asDatabase(row: Readonly<Record<string, unknown>>): FoundDatabase {
  const comment = row["comment"];
  return {
    name: String(row["name"]),
    owner: String(row["owner"]),
    comment: typeof comment === "string" ? comment : null,
    takesConnections: row["takes_connections"] === true,
  };
}
