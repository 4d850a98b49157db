import { sql } from "kysely";
import type { FindingView } from "../../../domain/schema/drift.ts";
import { first, many, type Postgres } from "../connect-postgres.ts";
import type { FindingQuery } from "../drift-port.ts";
import { listed, readCursor, rowsToRead } from "../page.ts";
import type { Listed } from "../views-port.ts";
import { visibleEnvironment } from "../visible-rows.ts";

type Optional = "snoozedUntil" | "operationId" | "approvalId" | "promotionId" | "endedAt";

/** As PostgreSQL writes it: what is absent is null. */
type FindingRow = Omit<FindingView, Optional> & {
  readonly position: string;
  readonly snoozedUntil: number | null;
  readonly operationId: string | null;
  readonly approvalId: string | null;
  readonly promotionId: string | null;
  readonly endedAt: number | null;
};

/** When the difference of a finding `f` was put back, newest first. */
export const REVERTED_AT = sql`
  coalesce((select json_agg(epoch_ms(past.at) order by past.at desc) from (
    select at from finding_revert r where r.component_uid = f.component_uid and r.diff_digest = f.diff_digest order by at desc limit 10) as past), '[]')`;

// One that was not decided about yet is not shown: it may be ignored.
const VIEW = sql`
  f.position::text as position, f.id, e.project, e.name as environment, e.uid as "environmentUid", e.class, c.name as component, c.kind, f.status,
  f.status_reason as "statusReason", f.fields, f.reaction, f.diff_digest as "diffDigest", epoch_ms(f.since) as since,
  epoch_ms(f.last_seen_at) as "lastSeenAt", f.seen_count as "seenCount", ${REVERTED_AT} as "revertedAt",
  epoch_ms(f.snoozed_until) as "snoozedUntil", f.operation_id as "operationId", f.approval_id as "approvalId",
  f.promotion_id as "promotionId", epoch_ms(f.ended_at) as "endedAt"
  from finding f join environment e on e.uid = f.environment_uid join component c on c.uid = f.component_uid
  where f.judged_digest is not null`;

/** @see StoreOfDrift.listFindings */
export async function listFindings({ rows }: Postgres, query: FindingQuery): Promise<Listed<FindingView>> {
  const after = readCursor(query, 1);
  const { project, environment, component, statuses, visible } = query;
  const filters = [
    statuses === undefined ? sql`f.ended_at is null` : sql`f.status = any (${[...statuses]})`,
    ...(project === undefined ? [] : [sql`e.project = ${project}`]),
    ...(environment === undefined ? [] : [sql`e.name = ${environment}`]),
    ...(component === undefined ? [] : [sql`c.name = ${component}`]),
    ...(after === undefined ? [] : [sql`f.position < ${after[0] ?? "0"}::bigint`]),
    visibleEnvironment(visible, { project: sql`e.project`, name: sql`e.name`, class: sql`e.class` }),
  ];
  const found = await many(
    rows,
    sql<FindingRow>`select ${VIEW} and ${sql.join(filters, sql` and `)} order by f.position desc limit ${rowsToRead(query)}`,
  );
  const page = listed(found, query, ({ position }) => [position]);
  return { ...page, items: page.items.map(findingView) };
}

/** @see StoreOfDrift.getFinding */
export async function getFinding({ rows }: Postgres, id: string): Promise<FindingView | undefined> {
  const found = await first(rows, sql<FindingRow>`select ${VIEW} and f.id = ${id}`);
  return found === undefined ? undefined : findingView(found);
}

function findingView(row: FindingRow): FindingView {
  const { position: _position, snoozedUntil, operationId, approvalId, promotionId, endedAt, ...finding } = row;
  return {
    ...finding,
    ...(snoozedUntil === null ? {} : { snoozedUntil }),
    ...(operationId === null ? {} : { operationId }),
    ...(approvalId === null ? {} : { approvalId }),
    ...(promotionId === null ? {} : { promotionId }),
    ...(endedAt === null ? {} : { endedAt }),
  };
}
