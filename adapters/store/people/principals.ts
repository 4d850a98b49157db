import { sql } from "kysely";
import type { Principal } from "../../../domain/schema/access.ts";
import { many, type Postgres, type Prepared, type Rows } from "../connect-postgres.ts";
import type { IdentitySystem } from "../../../domain/schema/access.ts";
import type { TokenHolder } from "../people-port.ts";

/** Grants by themselves and by their groups, as JSON; each part has its index. `h` has the ids of who holds them. */
const GRANTS = `coalesce((
    select json_agg(json_strip_nulls(json_build_object('role', b.role, 'project', b.project, 'class', b.class, 'environment', b.environment))
      order by b.id)
    from (
      select * from role_binding where person_id = h.person_id
      union all select * from role_binding where service_id = h.service_id
      union all select g.* from group_member m join role_binding g on g.group_name = m.group_name where m.person_id = h.person_id
    ) as b), '[]') as grants`;
const GROUPS = `coalesce((
    select json_agg(m.group_name order by m.group_name) from group_member m where m.person_id = h.person_id), '[]') as groups`;
const PERSON = `select 'person' as kind, p.id, p.name, p.is_active as "isActive", ${GROUPS}, ${GRANTS}
  from person p cross join lateral (select p.id as person_id, null::text as service_id) as h`;

const BY_TOKEN: Prepared = {
  name: "principal by token",
  text: `select case when p.id is null then 'service' else 'person' end as kind, coalesce(p.id, s.id) as id, coalesce(p.name, s.name) as name,
      coalesce(p.is_active, s.is_active) as "isActive", ${GROUPS}, ${GRANTS},
      h.id as "tokenId", h.revoked_at is not null as "isRevoked", h.expires_at <= clock_timestamp() as "isExpired",
      coalesce(h.last_used_at < clock_timestamp() - interval '1 minute', true) as "isUseDue"
    from access_token h left join person p on p.id = h.person_id left join service_account s on s.id = h.service_id
    where h.digest = $1`,
};
const NOTE_USE: Prepared = {
  name: "note use of token",
  text: `update access_token set last_used_at = clock_timestamp()
    where id = $1 and coalesce(last_used_at < clock_timestamp() - interval '1 minute', true)`,
};
const BY_IDS: Prepared = { name: "principals by id", text: `${PERSON} where p.id = any ($1) order by p.name` };
const BY_IDENTITY: Prepared = {
  name: "principal by identity",
  text: `${PERSON} join person_identity i on i.person_id = p.id where i.system = $1 and i.tenant = $2 and i.subject = $3`,
};
const SERVICE: Prepared = {
  name: "principal of service",
  text: `select 'service' as kind, s.id, s.name, s.is_active as "isActive", '[]'::json as groups, ${GRANTS}
    from service_account s cross join lateral (select null::text as person_id, s.id as service_id) as h where s.id = $1`,
};

/** Who a token stands for; one query, and each minute one that notes its use. @see StoreOfPrincipals.principalOfToken */
export async function principalOfToken(postgres: Postgres, digest: Buffer): Promise<TokenHolder | undefined> {
  const [row] = await postgres.call<
    Principal & {
      readonly tokenId: string;
      readonly isRevoked: boolean;
      readonly isExpired: boolean;
      readonly isUseDue: boolean;
    }
  >(BY_TOKEN, [digest]);
  if (row === undefined) return undefined;
  const { tokenId, isRevoked, isExpired, isUseDue, ...principal } = row;
  if (isRevoked || isExpired) return { principal, state: isRevoked ? "revoked" : "expired" };
  // When it was used is for people to look at: a request does not fail for it.
  if (isUseDue) await postgres.call(NOTE_USE, [tokenId]).catch(() => undefined);
  return { principal, state: "valid" };
}

/** @see StoreOfPrincipals.principalsOf */
export async function principalsOf(postgres: Postgres, personIds: readonly string[]): Promise<readonly Principal[]> {
  return await postgres.call<Principal>(BY_IDS, [personIds]);
}

/** Persons as they are in a transaction. */
export async function principalsIn(rows: Rows, personIds: readonly string[]): Promise<readonly Principal[]> {
  return await many(rows, sql<Principal>`${sql.raw(PERSON)} where p.id = any (${personIds}) order by p.name`);
}

/** @see StoreOfPrincipals.principalOfPerson */
export async function principalOfPerson(postgres: Postgres, id: string): Promise<Principal | undefined> {
  return (await principalsOf(postgres, [id]))[0];
}

/** @see StoreOfPrincipals.principalOf */
export async function principalOf(postgres: Postgres, id: string): Promise<Principal | undefined> {
  return (await principalOfPerson(postgres, id)) ?? (await postgres.call<Principal>(SERVICE, [id]))[0];
}

/** @see StoreOfPrincipals.principalOfIdentity */
export async function principalOfIdentity(
  postgres: Postgres,
  account: { readonly system: IdentitySystem; readonly tenant: string; readonly subject: string },
): Promise<Principal | undefined> {
  return (await postgres.call<Principal>(BY_IDENTITY, [account.system, account.tenant, account.subject]))[0];
}
