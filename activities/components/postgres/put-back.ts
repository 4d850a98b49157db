import { escapeIdentifier, escapeLiteral } from "pg";
import { keysOf } from "../../../domain/drift/flatten.ts";
import type { DriftField } from "../../../domain/schema/drift.ts";
import type { Subject } from "../driver.ts";
import type { Ask } from "./connect.ts";
import { ROLE_ATTRIBUTES } from "./look-at-server.ts";
import { databaseOf, roleOf } from "./names.ts";
import type { PostgresConfig } from "./schema.ts";

type Field = Pick<DriftField, "path" | "wanted">;

/** What is put back, as it is written in a statement. */
interface Place {
  readonly role: string;
  readonly database: string;
}

const ATTRIBUTES: readonly string[] = [...Object.keys(ROLE_ATTRIBUTES), "validUntil"];
const AS_MADE =
  "login nosuperuser nocreatedb nocreaterole inherit noreplication nobypassrls connection limit -1 valid until 'infinity'";
/** Settings whose values are lists: their text is not what a statement takes. */
const LISTS = ["search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"];

/** Whether a field is put back without touching data: what the role is and may do, and settings. Tables never are. */
export function canPutBack(path: string): boolean {
  const [first, second = "", third] = keysOf(path);
  if (third !== undefined) return isSetting(first, second) || isGrant(first, second);
  if (first === "role") return second === "password" || ATTRIBUTES.includes(second);
  return first === "database" && (second === "takesConnections" || second === "connectionLimit");
}

function isSetting(first: string | undefined, second: string): boolean {
  return second === "settings" && (first === "role" || first === "database" || first === "roleInDatabase");
}

function isGrant(first: string | undefined, second: string): boolean {
  return first === "role" ? second === "memberOf" || second === "members" : first === "database" && second === "grants";
}

/** Puts back what has drifted of a component, as far as that was asked for and its database was not just made as wanted. */
export async function putBack(ask: Ask, { id, config, putBack: fields = [] }: Subject<PostgresConfig>): Promise<void> {
  const place = {
    role: escapeIdentifier(roleOf(id.componentUid)),
    database: escapeIdentifier(databaseOf(id.componentUid, config.database)),
  };
  const meant = fields.filter(({ path }) => canPutBack(path));
  if (meant.some(({ path }) => isAttribute(path))) await ask(`alter role ${place.role} ${AS_MADE}`);
  for (const field of meant) await putBackField(ask, place, field);
}

function isAttribute(path: string): boolean {
  const [first, second = "", third] = keysOf(path);
  return first === "role" && third === undefined && ATTRIBUTES.includes(second);
}

async function putBackField(ask: Ask, place: Place, { path, wanted }: Field): Promise<void> {
  const [first = "", second, name] = keysOf(path);
  if (second === "connectionLimit" && first === "database" && typeof wanted === "number")
    return void (await ask(`alter database ${place.database} connection limit ${Math.trunc(wanted)}`));
  if (name === undefined) return undefined;
  if (second === "settings") return await putBackSetting(ask, settingsPlace(first, place), { name, wanted });
  if (second === "grants") return await putBackGrants(ask, place, { grantee: name, wanted });
  const isMember = second === "memberOf";
  const other = escapeIdentifier(name);
  const [group, member] = isMember ? [other, place.role] : [place.role, other];
  return await putBackMembership(ask, { group, member, wanted });
}

function settingsPlace(where: string, { role, database }: Place): string {
  if (where === "role") return `role ${role}`;
  return where === "database" ? `database ${database}` : `role ${role} in database ${database}`;
}

async function putBackSetting(
  ask: Ask,
  place: string,
  { name, wanted }: { readonly name: string; readonly wanted: Field["wanted"] },
): Promise<void> {
  const setting = name.split(".").map(escapeIdentifier).join(".");
  if (wanted === undefined) return void (await ask(`alter ${place} reset ${setting}`));
  // What is secret is not known here.
  if (typeof wanted !== "string") return undefined;
  if (!LISTS.includes(name)) return void (await ask(`alter ${place} set ${setting} = ${escapeLiteral(wanted)}`));
  await ask("begin");
  await ask("select set_config($1, $2, true)", [name, wanted]);
  await ask(`alter ${place} set ${setting} from current`);
  await ask("commit");
}

const GRANT = /^(CONNECT|CREATE|TEMPORARY)( with grant option)?$/;

async function putBackGrants(
  ask: Ask,
  { database }: Place,
  { grantee, wanted }: { readonly grantee: string; readonly wanted: Field["wanted"] },
): Promise<void> {
  const to = grantee === "public" ? "public" : escapeIdentifier(grantee);
  await ask("begin");
  await ask(`revoke all on database ${database} from ${to}`);
  for (const grant of Array.isArray(wanted) ? wanted : []) {
    const [, privilege, option = ""] = GRANT.exec(String(grant)) ?? [];
    if (privilege !== undefined) await ask(`grant ${privilege} on database ${database} to ${to}${option}`);
  }
  await ask("commit");
}

const GRANTORS = `select pg_get_userbyid(grantor) as grantor from pg_auth_members
  where roleid = $1::regrole and member = $2::regrole`;

/** Each grant is taken away as whoever gave it. */
async function putBackMembership(
  ask: Ask,
  { group, member, wanted }: { readonly group: string; readonly member: string; readonly wanted: Field["wanted"] },
): Promise<void> {
  await ask("begin");
  for (const { grantor } of await ask(GRANTORS, [group, member]))
    await ask(`revoke ${group} from ${member} granted by ${escapeIdentifier(String(grantor))} cascade`);
  if (wanted !== undefined) await ask(`grant ${group} to ${member}${wanted === "admin" ? " with admin option" : ""}`);
  await ask("commit");
}
