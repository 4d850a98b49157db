import { sql } from "kysely";
import type { PromotionState } from "../../../domain/schema/phases.ts";
import { first, type Rows } from "../connect-postgres.ts";
import { movedByUpgrade } from "../upgrades/settle-upgrade.ts";
import type { PromotionDecision } from "../promotion-views-port.ts";

/** Which promotion, and how it stands. */
export interface Undecided {
  readonly state: PromotionState;
  readonly environmentUid: string;
  /** Its last operation; absent or null before the first. */
  readonly operationId?: string | null;
}

/** What a person can decide about a promotion now, as deciding would find it; empty when nothing waits for a person. */
export async function openChoices(rows: Rows, promotion: Undecided): Promise<readonly PromotionDecision["choice"][]> {
  const { state, environmentUid } = promotion;
  if (state !== "Held" && state !== "Restore failed") return [];
  const environment = await first(
    rows,
    sql<{
      isStaying: boolean;
    }>`select rest_phase <> 'Gone' and not is_deleting as "isStaying" from environment where uid = ${environmentUid}`,
  );
  if (environment?.isStaying !== true) return [];
  const isPastReturn = (await movedByUpgrade(rows, promotion.operationId ?? null)).hasMovedControlPlane;
  const mayRestore = !isPastReturn && (await movedOnBy(rows, promotion)) === undefined;
  const restore = mayRestore ? (["restore"] as const) : [];
  if (state === "Held") {
    const skip = (await failedStep(rows, promotion)) === undefined ? [] : (["skip"] as const);
    return ["retry", ...skip, ...restore, "leave"];
  }
  return [...restore, "retry"];
}

/** The step at which the last operation failed; undefined when it was a component. */
export async function failedStep(
  rows: Rows,
  { operationId }: Pick<Undecided, "operationId">,
): Promise<string | undefined> {
  const failed = await first(
    rows,
    sql<{
      name: string;
    }>`select name from step_run where operation_id = ${operationId} and state = 'Failed' and time in ('snapshot', 'before', 'after')
      and not coalesce((spec ->> 'continueOnFailure')::boolean, false) order by place limit 1`,
  );
  return failed?.name;
}

/** The operation that has changed the environment since; undefined when the promotion was the last that changed it. */
export async function movedOnBy(
  rows: Rows,
  { environmentUid, operationId }: Pick<Undecided, "environmentUid" | "operationId">,
): Promise<string | undefined> {
  const later = await first(
    rows,
    sql<{
      id: string;
    }>`select id from operation where environment_uid = ${environmentUid} and kind not in ('repair', 'revert', 'sleep', 'wake')
      and epoch > (select max(own.epoch) from operation own where own.promotion_id = (select promotion_id from operation where id = ${operationId})) limit 1`,
  );
  return later?.id;
}
