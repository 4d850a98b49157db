import { sql } from "kysely";
import { changersOf } from "../../../domain/drift/changers-of.ts";
import type { PersonName } from "../../../domain/schema/approval.ts";
import type { DriftField } from "../../../domain/schema/drift.ts";
import { first, type Rows } from "../connect-postgres.ts";
import { personsBehind } from "../drift/proposed-finding.ts";
import { requestersOf } from "../promotions/approvals-of-promotion.ts";
import { deletionAskedBy } from "./deletion-asked-by.ts";
import type { LockedApproval } from "./lock-approval.ts";

/** Persons whose votes do not count by now: they have asked for what an approval is about, or changed it by hand. */
export async function askedBy(
  rows: Rows,
  { id, promotionId, findingId }: Pick<LockedApproval, "id" | "promotionId" | "findingId">,
): Promise<readonly PersonName[]> {
  if (promotionId !== null) return await requestersOf(rows, promotionId);
  if (findingId === null) return await deletionAskedBy(rows, id);
  const finding = await first(
    rows,
    sql<{ fields: readonly DriftField[] }>`select fields from finding where id = ${findingId}`,
  );
  return await personsBehind(rows, changersOf(finding?.fields ?? []));
}
