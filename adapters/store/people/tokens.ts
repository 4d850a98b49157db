import { type RawBuilder, sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import { first, many, type Postgres, type Rows } from "../connect-postgres.ts";
import { newUid } from "../new-id.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { NewToken, TokenView } from "../people-port.ts";
import type { Accepted, RequestIdentity } from "../requests-port.ts";
import { storable } from "../storable.ts";
import type { Listed, Page } from "../views-port.ts";
import { peopleResult, recordChange, recordRightsChange, requirePerson, requireService } from "./record-change.ts";

/** @see StoreOfPeople.acceptCreateToken */
export async function acceptCreateToken(
  postgres: Postgres,
  request: RequestIdentity,
  token: NewToken,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "create-token" }, async (rows, { actor }) => {
    const { holder, digest, note, expiresAt } = token;
    const id = `token-${newUid()}`;
    const personId = holder.kind === "person" ? (holder.id ?? (await requirePerson(rows, holder.name))) : null;
    const serviceId = holder.kind === "service" ? await requireService(rows, holder.name) : null;
    await sql`insert into access_token (id, digest, person_id, service_id, note, created_by, expires_at)
      values (${id}, ${digest}, ${personId}, ${serviceId}, ${note}, ${storable(actor)}::json,
        ${new Date(expiresAt).toISOString()}::timestamptz)`.execute(rows);
    await recordChange(rows, {
      type: "token.created",
      actor,
      message: `a token of ${holder.kind} ${holder.name} was made, good until ${new Date(expiresAt).toISOString()}`,
      data: { token: id, [holder.kind]: personId ?? serviceId, expiresAt },
    });
    return peopleResult("Token", id, "created");
  });
}

/** @see StoreOfPeople.acceptRevokeToken */
export async function acceptRevokeToken(postgres: Postgres, request: RequestIdentity, id: string): Promise<Accepted> {
  return await acceptRequest(postgres, { ...request, verb: "revoke-token" }, async (rows, { actor }) => {
    const token = await first(
      rows,
      sql<{
        isRevoked: boolean;
      }>`select revoked_at is not null as "isRevoked" from access_token where id = ${id} for no key update`,
    );
    if (token === undefined)
      throw new OrchestratorError("NOT_FOUND", `no token has the id ${JSON.stringify(id)}`, { details: { id } });
    if (token.isRevoked) return peopleResult("Token", id, "unchanged");
    await sql`update access_token set revoked_at = clock_timestamp() where id = ${id}`.execute(rows);
    await recordRightsChange(rows, {
      type: "token.revoked",
      actor,
      message: `token ${id} was revoked`,
      data: { token: id },
    });
    return peopleResult("Token", id, "revoked");
  });
}

type TokenRow = Omit<TokenView, "revokedAt" | "lastUsedAt"> & {
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
};

/** Tokens, newest first; what ended more than 30 days ago is left out. */
export async function listTokens(
  { rows }: Postgres,
  page: Page & { readonly holderId?: string },
): Promise<Listed<TokenView>> {
  const after = readCursor(page, 1);
  const { holderId } = page;
  const ofHolder = holderId === undefined ? sql`true` : sql`${holderId} in (t.person_id, t.service_id)`;
  const found = await tokens(
    rows,
    sql`${ofHolder} and least(t.revoked_at, t.expires_at) > clock_timestamp() - interval '30 days'
      and (${after === undefined} or t.id < ${after?.[0] ?? ""}) order by t.id desc limit ${rowsToRead(page)}`,
  );
  return listed(found, page, ({ id }) => [id]);
}

/** One token; undefined when there is none. */
export async function getToken({ rows }: Postgres, id: string): Promise<TokenView | undefined> {
  return (await tokens(rows, sql`t.id = ${id}`))[0];
}

async function tokens(rows: Rows, which: RawBuilder<unknown>): Promise<readonly TokenView[]> {
  const found = await many(
    rows,
    sql<TokenRow>`select t.id, t.note, t.created_by as "createdBy", epoch_ms(t.created_at) as "createdAt",
        epoch_ms(t.expires_at) as "expiresAt", epoch_ms(t.revoked_at) as "revokedAt", epoch_ms(t.last_used_at) as "lastUsedAt",
        json_build_object('kind', case when t.person_id is null then 'service' else 'person' end,
          'name', coalesce(p.name, s.name), 'id', coalesce(p.id, s.id)) as holder
      from access_token t left join person p on p.id = t.person_id left join service_account s on s.id = t.service_id
      where ${which}`,
  );
  return found.map(({ revokedAt, lastUsedAt, ...row }) => ({
    ...row,
    ...(revokedAt === null ? {} : { revokedAt }),
    ...(lastUsedAt === null ? {} : { lastUsedAt }),
  }));
}
