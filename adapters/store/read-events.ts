import { sql } from "kysely";
import { first, many, type Postgres } from "./connect-postgres.ts";
import type { EventView } from "./views-port.ts";

const SEAL_AT_ONCE = 5_000;
const MOST = 1_000;

type Optional = "environment" | "environmentUid" | "component" | "operationId" | "promotionId";

type EventRow = Omit<EventView, Optional> & { readonly [Key in Optional]: string | null };

/** Sealed events after a sequence number, oldest first. */
export async function readEvents(
  { rows }: Postgres,
  query: {
    readonly afterSeq: number;
    readonly limit: number;
    readonly project?: string;
    readonly environmentUid?: string;
    readonly promotionId?: string;
  },
): Promise<readonly EventView[]> {
  const { afterSeq, limit, project, environmentUid, promotionId } = query;
  const ofProject = project === undefined ? sql`true` : sql`project = ${project}`;
  const ofEnvironment = environmentUid === undefined ? sql`true` : sql`environment_uid = ${environmentUid}`;
  const ofPromotion = promotionId === undefined ? sql`true` : sql`promotion_id = ${promotionId}`;
  const found = await many(
    rows,
    sql<EventRow>`
      select seq, type, epoch_ms(at) as at, actor, project, environment, environment_uid as "environmentUid", component,
        operation_id as "operationId", promotion_id as "promotionId", message, data
      from event where seq > ${afterSeq} and ${ofProject} and ${ofEnvironment} and ${ofPromotion} order by seq limit ${Math.min(Math.max(limit, 1), MOST)}`,
  );
  return found.map(eventView);
}

/** Sequence number of the newest sealed event; 0 when there is none. */
export async function lastEventSeq({ rows }: Postgres): Promise<number> {
  const found = await first(rows, sql<{ seq: number | null }>`select max(seq) as seq from event`);
  return found?.seq ?? 0;
}

/** Gives committed events their sequence numbers. Answers how many; 0 as well when another process is at it. */
export async function sealEvents({ rows }: Postgres): Promise<number> {
  const found = await first(rows, sql<{ sealed: number }>`select seal_events(${SEAL_AT_ONCE}) as sealed`);
  return found?.sealed ?? 0;
}

function eventView({ environment, environmentUid, component, operationId, promotionId, ...row }: EventRow): EventView {
  return {
    ...row,
    ...(environment === null ? {} : { environment }),
    ...(environmentUid === null ? {} : { environmentUid }),
    ...(component === null ? {} : { component }),
    ...(operationId === null ? {} : { operationId }),
    ...(promotionId === null ? {} : { promotionId }),
  };
}
