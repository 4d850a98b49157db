import type { Json } from "../../../domain/schema/json.ts";
import type { Ask } from "./connect.ts";
import { databaseMark, roleOf } from "./names.ts";

/** A component's database and role, as the server's catalog shows them. */
export interface SeenOnServer {
  readonly database: string;
  readonly takesConnections: boolean;
  /** What PostgreSQL keeps of the role's password; absent where it has none. */
  readonly verifier?: string;
  readonly fields: readonly CatalogField[];
}

/** One field of what a catalog shows. */
export interface CatalogField {
  /** Names that lead to it, each as it is. */
  readonly path: readonly string[];
  readonly value: Json;
  /** Role that has made it so; absent where the catalog does not tell. */
  readonly who?: string;
}

/** Attributes of a component's role as it is made, by the names that PostgreSQL has for them. */
export const ROLE_ATTRIBUTES = {
  login: true,
  superuser: false,
  createdb: false,
  createrole: false,
  inherit: true,
  replication: false,
  bypassrls: false,
  connectionLimit: -1,
} as const;

const DATABASE = `select d.datname as database, pg_get_userbyid(d.datdba) as owner, d.datallowconn as takes_connections,
  d.datconnlimit as connection_limit
  from pg_database d where shobj_description(d.oid, 'pg_database') = $1 order by 1 limit 1`;

const ROLE = `select rolcanlogin as login, rolsuper as superuser, rolcreatedb as createdb, rolcreaterole as createrole,
  rolinherit as inherit, rolreplication as replication, rolbypassrls as bypassrls, rolconnlimit as "connectionLimit",
  case when rolvaliduntil < 'infinity' then (rolvaliduntil at time zone 'UTC')::text end as valid_until, rolpassword as verifier
  from pg_authid where rolname = $1`;

// The name of everybody is in no catalog.
const GRANTEE = "case grantee when 0 then 'public' else pg_get_userbyid(grantee) end";

/** Rows of what the server holds of a database and a role besides themselves. */
const BESIDES = `with d as (select * from pg_database where datname = $1), r as (select * from pg_authid where rolname = $2)
select array[case when s.setdatabase = 0 then 'role' when s.setrole = 0 then 'database' else 'roleInDatabase' end,
    'settings', split_part(c, '=', 1)]::text[] as path, to_json(substr(c, strpos(c, '=') + 1)) as value, null::text as who
  from pg_db_role_setting s cross join unnest(s.setconfig) as c
  where (s.setdatabase = (select oid from d) and s.setrole in (0, (select oid from r)))
    or (s.setdatabase = 0 and s.setrole = (select oid from r))
union all
select array['database', 'grants', ${GRANTEE}]::text[], json_agg(privilege_type || case when is_grantable then ' with grant option' else '' end
    order by privilege_type, is_grantable), min(pg_get_userbyid(grantor)::text)
  from d cross join aclexplode(coalesce(datacl, acldefault('d', datdba))) group by grantee
union all
select array['role', 'memberOf', pg_get_userbyid(roleid)]::text[], to_json(case when bool_or(admin_option) then 'admin' else 'member' end),
    min(pg_get_userbyid(grantor)::text)
  from pg_auth_members where member = (select oid from r) group by roleid
union all
select array['role', 'members', pg_get_userbyid(member)]::text[], to_json(case when bool_or(admin_option) then 'admin' else 'member' end),
    min(pg_get_userbyid(grantor)::text)
  from pg_auth_members where roleid = (select oid from r) group by member`;

/** Looks for the database that carries the mark of a life, and for the component's role. Undefined where no database does. */
export async function lookAtServer(
  ask: Ask,
  { componentUid, incarnation }: { readonly componentUid: string; readonly incarnation: number },
): Promise<SeenOnServer | undefined> {
  const [found] = await ask(DATABASE, [databaseMark(componentUid, incarnation)]);
  if (found === undefined) return undefined;
  const role = roleOf(componentUid);
  const database = String(found["database"]);
  const takesConnections = found["takes_connections"] === true;
  const [seen] = await ask(ROLE, [role]);
  const { verifier, fields } = seen === undefined ? { fields: [] } : roleFields(seen);
  return {
    database,
    takesConnections,
    ...(verifier === undefined ? {} : { verifier }),
    fields: [
      { path: ["database", "owner"], value: String(found["owner"]) },
      { path: ["database", "takesConnections"], value: takesConnections },
      { path: ["database", "connectionLimit"], value: Number(found["connection_limit"]) },
      ...fields,
      ...(await ask(BESIDES, [database, role])).map(asField),
    ],
  };
}

function roleFields(row: Readonly<Record<string, unknown>>) {
  const { valid_until: validUntil, verifier, ...attributes } = row;
  const fields: CatalogField[] = Object.keys(ROLE_ATTRIBUTES).map((name) => ({
    path: ["role", name],
    value: name === "connectionLimit" ? Number(attributes[name]) : attributes[name] === true,
  }));
  if (typeof validUntil === "string") fields.push({ path: ["role", "validUntil"], value: validUntil });
  return typeof verifier === "string" ? { fields, verifier } : { fields };
}

/** A row of `path`, `value` and `who`. */
export function asField(row: Readonly<Record<string, unknown>>): CatalogField {
  const { path, value, who } = row;
  return {
    path: Array.isArray(path) ? path.map(String) : [],
    value: Array.isArray(value) ? value.map(String) : String(value),
    ...(typeof who === "string" ? { who } : {}),
  };
}
