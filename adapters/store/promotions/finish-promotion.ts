import { sql } from "kysely";
import type { ConnectionDocument } from "../../../domain/schema/documents.ts";
import { first, many, type Postgres } from "../connect-postgres.ts";
import type { GateFault } from "../promotions-port.ts";
import { storableText } from "../storable.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import { lockPromotionRow } from "./lock-promotion.ts";

/** A gate has closed what it had opened, or could not yet. @see StoreOfPromotions.recordGateFinish */
export async function recordGateFinish(
  postgres: Postgres,
  { id, gate }: { readonly id: string; readonly gate: string },
  fault: GateFault | undefined,
): Promise<void> {
  const told = fault === undefined ? null : storableText(fault.reason);
  const isOver = fault === undefined || fault.isFinal;
  await postgres.transaction(async (rows) => {
    const { numAffectedRows } = await sql`
      update promotion_gate set finish_fault = ${told}, finished_at = case when ${isOver} then clock_timestamp() end
      where promotion_id = ${id} and name = ${gate} and finished_at is null`.execute(rows);
    if (numAffectedRows !== 1n || fault?.isFinal !== true) return;
    const promotion = await lockPromotionRow(rows, id);
    if (promotion === undefined) return;
    const { project, environment, environmentUid, release } = promotion;
    await writeEvent(rows, {
      type: "gate.not-closed",
      actor: SYSTEM,
      project,
      environment,
      environmentUid,
      promotionId: id,
      message: storableText(
        `gate "${gate}" of ${release} into ${environment} could not close what it had opened: ${fault.reason}`,
      ),
      data: { gate },
    });
  });
}

/** Everything that a promotion had opened is closed; false where it is not over any more. A repeat answers the same. */
export async function recordFinished({ rows }: Postgres, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update promotion set finished_at = coalesce(finished_at, clock_timestamp()) where id = ${id} and is_promotion_over(state)`.execute(
    rows,
  );
  return numAffectedRows === 1n;
}

/** A connection of a project; undefined when there is none. */
export async function readConnection(
  { rows }: Postgres,
  project: string,
  name: string,
): Promise<ConnectionDocument | undefined> {
  const found = await first(
    rows,
    sql<{ document: ConnectionDocument }>`select document from connection
      where project = ${project} and name = ${name} and deleted_at is null`,
  );
  return found?.document;
}

/** Ids of every promotion that is not finished, oldest first. */
export async function openPromotions({ rows }: Postgres): Promise<readonly string[]> {
  const open = await many(
    rows,
    sql<{ id: string }>`select id from promotion where finished_at is null order by position`,
  );
  return open.map(({ id }) => id);
}
