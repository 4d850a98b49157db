import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { movedByUpgrade } from "../upgrades/settle-upgrade.ts";
import { storable, storableText } from "../storable.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import type { LockedPromotion } from "./lock-promotion.ts";
import { failedStep } from "./open-choices.ts";
import { showProgress } from "../approvals/close-approvals.ts";

/** What is held, and why. */
export interface PromotionHold {
  readonly environment: LockedEnvironment;
  readonly promotion: LockedPromotion;
  readonly reason: string;
  /** True when it was the restore that failed: the promotion is over, its environment is held. */
  readonly isRestoreFailed?: true;
}

/** Holds the environment of a promotion for a person, with the choices as commands. */
export async function holdPromotion(
  rows: Rows,
  { environment, promotion, reason, isRestoreFailed }: PromotionHold,
): Promise<void> {
  const { id } = promotion;
  const again = `holdfast restore ${id}`;
  const skip =
    (await failedStep(rows, promotion)) === undefined
      ? []
      : [`holdfast skip ${id} --reason …: go on without the failed step`];
  const isPastReturn = (await movedByUpgrade(rows, promotion.operationId)).hasMovedControlPlane;
  const choices =
    isRestoreFailed === true
      ? [`${again}: try the restore again`, "apply what it should be", "resume: leave it as it is"]
      : [
          `holdfast retry ${id}: go on from what failed`,
          ...skip,
          ...(isPastReturn ? [] : [`${again}: put back what ran before`]),
          `holdfast leave ${id} --reason …: leave it as it is`,
        ];
  const what = isRestoreFailed === true ? "restore failed" : `${promotion.kind} of ${promotion.release} failed`;
  const hold = { reason: storableText(`${what}: ${reason}`), choices, since: Date.now() };
  await sql`update environment set hold = ${storable(hold)}::json, changed_at = now() where uid = ${environment.uid}`.execute(
    rows,
  );
  const event = {
    actor: SYSTEM,
    project: environment.project,
    environment: environment.name,
    environmentUid: environment.uid,
    promotionId: id,
  };
  await writeEvent(rows, {
    ...event,
    type: "environment.held",
    message: `environment ${environment.name} is held: ${hold.reason}`,
    data: { choices },
  });
  if (isRestoreFailed === true) return;
  await sql`update promotion set state = 'Held', reason = ${storableText(reason)} where id = ${id}`.execute(rows);
  await showProgress(rows, id);
  await writeEvent(rows, { ...event, type: "promotion.held", message: `${what} and waits for a person: ${reason}` });
  await sql`select look_promotion(${id})`.execute(rows);
}
