import { sql } from "kysely";
import type { PromotionOutcome } from "../../../domain/schema/phases.ts";
import type { Rows } from "../connect-postgres.ts";
import type { Actor } from "../views-port.ts";
import { storableText } from "../storable.ts";
import { writeEvent } from "../write-event.ts";
import { closeApprovals, showProgress } from "../approvals/close-approvals.ts";
import type { LockedPromotion } from "./lock-promotion.ts";
import { queueNextStages } from "./queue-next-stages.ts";

/** How a promotion ends. Its row is locked. */
export interface PromotionFinish {
  readonly outcome: PromotionOutcome;
  /** One line for people; empty when there is nothing to say. */
  readonly reason: string;
  readonly actor: Actor;
  /** The release that its environment runs now; absent when that environment is gone. */
  readonly runs?: string;
}

/**
 * Ends a promotion: its outcome, the outcome of the requests it carries, its event, the stages that it makes eligible,
 * and the look that closes what its gates had opened. A promotion that is over already stays as it is.
 */
export async function endPromotion(rows: Rows, promotion: LockedPromotion, finish: PromotionFinish): Promise<void> {
  const { outcome, actor, runs } = finish;
  const reason = storableText(finish.reason);
  const { id, project, environment, environmentUid, kind, release } = promotion;
  const { numAffectedRows } = await sql`
    update promotion set state = ${outcome}, reason = ${reason}, ended_at = clock_timestamp(), runs = ${runs ?? null}, waits = '[]',
      look_again_at = null, earliest_at = null
    where id = ${id} and (not is_promotion_over(state) or state = 'Restore failed')`.execute(rows);
  if (numAffectedRows !== 1n) return;
  await sql`select close_promotion_requests(${id})`.execute(rows);
  const what = `${kind} of ${release} into ${environment}`;
  await writeEvent(rows, {
    type: `promotion.${outcome.toLowerCase().replaceAll(" ", "-")}`,
    actor,
    project,
    environment,
    environmentUid,
    promotionId: id,
    ...(promotion.operationId === null ? {} : { operationId: promotion.operationId }),
    message: reason === "" ? `${what}: ${outcome.toLowerCase()}` : `${what}: ${outcome.toLowerCase()}, ${reason}`,
    data: { kind, release, releaseDigest: promotion.releaseDigest, ...(runs === undefined ? {} : { runs }) },
  });
  await sql`select look_promotion(${id})`.execute(rows);
  const isOvertaken = outcome === "Superseded";
  const closing = reason === "" ? `its promotion is ${outcome.toLowerCase()}` : reason;
  await closeApprovals(rows, id, { status: isOvertaken ? "superseded" : "withdrawn", reason: closing, actor });
  await showProgress(rows, id);
  await wakeNextInLines(rows, promotion);
  if (outcome === "Verified") await queueNextStages(rows, promotion);
}

/** Of those that wait in the same environment, the oldest release and the oldest change may have waited for this one. */
async function wakeNextInLines(rows: Rows, { id, environmentUid }: LockedPromotion): Promise<void> {
  await sql`select look_promotion(p.id) from (
    select distinct on (kind = 'change') id from promotion
    where environment_uid = ${environmentUid} and finished_at is null and state = 'Waiting' and id <> ${id}
    order by kind = 'change', position) as p`.execute(rows);
}
