import { sql } from "kysely";
import type { Visible } from "../../domain/schema/access.ts";
import { first, many, type Postgres } from "./connect-postgres.ts";
import type { EventView } from "./views-port.ts";
import { visibleEnvironment, visibleProject } from "./visible-rows.ts";

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
    readonly visible?: Visible;
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
      from event v where seq > ${afterSeq} and ${visibleEvent(query.visible)} and ${ofProject} and ${ofEnvironment} and ${ofPromotion} order by seq limit ${Math.min(Math.max(limit, 1), MOST)}`,
  );
  return found.map(eventView);
}

/**
 * An event of an environment is seen with it, one of a project with that; those of neither by who sees everything. The
 * class of an environment that is told by name only is that of the one that has the name.
 */
function visibleEvent(visible: Visible | undefined) {
  if (visible === undefined || visible === "everything") return sql`true`;
  const name = sql`coalesce(v.environment, (select e.name from environment e where e.uid = v.environment_uid))`;
  const ofEnvironment = visibleEnvironment(visible, {
    project: sql`v.project`,
    name,
    class: sql`(select e.class from environment e
      where e.uid = v.environment_uid or (v.environment_uid is null and e.project = v.project and e.name = v.environment)
      order by e.rest_phase = 'Gone', e.created_at desc limit 1)`,
  });
  // What decides most comes first, and has an index.
  return sql`v.project <> '' and ${visibleProject(visible, sql`v.project`)} and case when v.environment is null and v.environment_uid is null
    then ${visibleProject(visible, sql`v.project`)} else ${ofEnvironment} end`;
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
