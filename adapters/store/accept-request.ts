import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import { first, type Postgres, type Rows } from "./connect-postgres.ts";
import { newUid } from "./new-id.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "./requests-port.ts";
import type { Actor } from "./views-port.ts";
import { storable } from "./storable.ts";

/** A request inside the transaction that accepts it. */
export interface AcceptedRequest {
  readonly id: string;
  readonly actor: Actor;
  readonly traceId: string;
}

/**
 * Accepts a request: its row, what `accept` writes, and its answer, all or nothing. A repeat of its key answers what was
 * answered first; one that comes at the same time waits for it. A request that starts no operation has its outcome at once.
 *
 * @throws OrchestratorError `IDEMPOTENCY_KEY_REUSED`, and what `accept` throws; then nothing is kept, not even the key
 */
export async function acceptRequest(
  postgres: Postgres,
  { verb, ...identity }: RequestIdentity & { readonly verb: string },
  accept: (rows: Rows, request: AcceptedRequest) => Promise<readonly AcceptedResult[]>,
): Promise<Accepted> {
  return await postgres.transaction(async (rows) => {
    const { key, digest, actor, traceId } = identity;
    const request: AcceptedRequest = { id: newUid(), actor, traceId };
    const owner = ownerOf(actor);
    const inserted = await first(
      rows,
      sql<{ id: string }>`insert into request (id, actor, key, digest, verb, trace_id)
        values (${request.id}, ${owner}, ${key}, ${digest}, ${verb}, ${traceId}) on conflict (actor, key) do nothing returning id`,
    );
    if (inserted === undefined) {
      const answer = await earlierAnswer(rows, identity);
      if (answer === undefined) throw new Error(`request "${key}" of ${owner} exists and is not there`);
      return answer;
    }
    const results = await accept(rows, request);
    await sql`update request set response = ${storable(results)}::json where id = ${request.id}`.execute(rows);
    await sql`insert into request_outcome (request_id, outcome, reason)
      select ${request.id}::uuid, 'Succeeded', '' where not exists (select from request_operation where request_id = ${request.id})
        and not exists (select from request_promotion where request_id = ${request.id}) on conflict do nothing`.execute(
      rows,
    );
    return { results, isReplay: false };
  });
}

/** The answer that a request got when it was accepted; undefined when it was not. @throws OrchestratorError `IDEMPOTENCY_KEY_REUSED` */
export async function findAnswer({ rows }: Postgres, identity: RequestIdentity): Promise<Accepted | undefined> {
  return await earlierAnswer(rows, identity);
}

const ownerOf = ({ kind, name, id = name }: Actor) => `${kind}:${id}`;

async function earlierAnswer(rows: Rows, { actor, key, digest }: RequestIdentity): Promise<Accepted | undefined> {
  const earlier = await first(
    rows,
    sql<{
      digest: string;
      response: readonly AcceptedResult[];
    }>`select digest, response from request where actor = ${ownerOf(actor)} and key = ${key}`,
  );
  if (earlier === undefined) return undefined;
  if (earlier.digest === digest) return { results: earlier.response, isReplay: true };
  throw new OrchestratorError("IDEMPOTENCY_KEY_REUSED", `key "${key}" was used for another request`, {
    details: { key },
  });
}
