import { Client } from "pg";
import { findPostgres } from "../../../embedded/postgres/postgres-server.ts";
import type { Installation } from "../installation.ts";

/** A component's row, gone or not. */
export interface ComponentRow {
  readonly uid: string;
  readonly project: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: string;
  readonly phase: string;
  readonly isGone: boolean;
  /** Whether it was ready at least once, and so may have held data. */
  readonly wasReady: boolean;
  readonly incarnation: number;
}

/** An operation's row. Times are epoch milliseconds. */
export interface OperationRow {
  readonly id: string;
  readonly environmentUid: string;
  readonly project: string;
  readonly environment: string;
  readonly kind: string;
  readonly state: string;
  readonly reason: string;
  readonly generation: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** A promotion's row. */
export interface PromotionRow {
  readonly id: string;
  readonly kind: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly release: string;
  readonly state: string;
  readonly reason: string;
  readonly isCancelRequested: boolean;
  readonly operationId: string | null;
  /** Whether its operation has had its turn. */
  readonly hadTurn: boolean;
  /** What ran before its first turn. */
  readonly replaced: string | null;
  /** What ran when it had ended. */
  readonly runs: string | null;
  /** Its operations that deploy. */
  readonly deploys: number;
}

/** A request's row, with how many outcomes it has. */
export interface RequestRow {
  readonly id: string;
  readonly key: string;
  readonly verb: string;
  readonly outcomes: number;
}

/** What the control database holds, as far as the checks need it. */
export interface ControlRows {
  readonly components: readonly ComponentRow[];
  readonly operations: readonly OperationRow[];
  readonly requests: readonly RequestRow[];
  readonly environments: readonly {
    readonly uid: string;
    readonly name: string;
    readonly phase: string;
    readonly generation: number;
    /** What it is to run. */
    readonly release: string;
  }[];
  /** In the order in which they had their turns, those without one last. */
  readonly promotions: readonly PromotionRow[];
  readonly leases: readonly { readonly value: number; readonly componentUid: string }[];
  readonly snapshots: readonly { readonly id: string; readonly componentUid: string }[];
  readonly unsealedEvents: number;
  readonly undeliveredLooks: number;
}

/** Reads them, in a session that cannot write. */
export async function readControlRows({ files }: Installation): Promise<ControlRows> {
  const server = await findPostgres(files.database);
  if (server === undefined) throw new Error("the control database does not run");
  const client = new Client({
    connectionString: server.url("holdfast"),
    options: "-c default_transaction_read_only=on",
  });
  await client.connect();
  try {
    const all = async <Row extends object>(statement: string) => (await client.query<Row>(statement)).rows;
    const count = async (statement: string) => Number((await all<{ n: string }>(statement))[0]?.n);
    return {
      components:
        await all(`select c.uid, e.project, e.name as environment, c.name, c.kind, c.phase, c.is_gone as "isGone", c.ready_at is not null as "wasReady", c.incarnation
        from component c join environment e on e.uid = c.environment_uid`),
      operations:
        await all(`select o.id, o.environment_uid as "environmentUid", e.project, e.name as environment, o.kind, o.state, o.reason,
        o.generation, epoch_ms(o.started_at)::float8 as "startedAt", epoch_ms(o.ended_at)::float8 as "endedAt"
        from operation o join environment e on e.uid = o.environment_uid order by o.position`),
      requests:
        await all(`select r.id, r.key, r.verb, (select count(*)::int from request_outcome where request_id = r.id) as outcomes
        from request r`),
      environments: await all(`select uid, name, rest_phase as phase, generation, release from environment`),
      promotions:
        await all(`select p.id, p.kind, p.environment, p.environment_uid as "environmentUid", p.release, p.state, p.reason,
        p.is_cancel_requested as "isCancelRequested", p.operation_id as "operationId", p.admitted_at is not null as "hadTurn",
        p.restore_to ->> 'release' as replaced, p.runs,
        (select count(*)::int from operation o where o.promotion_id = p.id and o.kind <> 'restore' and o.epoch is not null) as deploys
        from promotion p order by p.admitted_at, p.position`),
      leases: await all(`select value, component_uid as "componentUid" from lease`),
      snapshots: await all(`select id, component_uid as "componentUid" from snapshot`),
      unsealedEvents: await count("select count(*) as n from event where seq is null"),
      undeliveredLooks: await count("select count(*) as n from outbox"),
    };
  } finally {
    await client.end();
  }
}
