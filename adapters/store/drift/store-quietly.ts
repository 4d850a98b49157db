import { sql } from "kysely";
import type { FindingDecision } from "../../../domain/schema/finding-work.ts";
import type { Rows } from "../connect-postgres.ts";
import { storable } from "../storable.ts";

/** A decision of which nobody is told by itself. */
export interface QuietDecision {
  readonly row: { readonly id: string };
  readonly decision: FindingDecision;
}

/** Stores decisions about findings of one environment at once: a brake may hold very many. */
export async function storeQuietly(rows: Rows, decided: readonly QuietDecision[]): Promise<void> {
  if (decided.length === 0) return;
  const decisions = decided.map(({ row: { id }, decision }) => ({ id, ...decision }));
  await sql`update finding f set status = d.status, status_reason = d."statusReason", reaction = d.reaction, judged_digest = f.diff_digest,
      judge_at = case when d.status = 'snoozed' then f.snoozed_until end,
      snoozed_until = case when d.status = 'snoozed' then f.snoozed_until end
    from json_to_recordset(${storable(decisions)}::json) as d(id text, status text, "statusReason" text, reaction json)
    where f.id = d.id`.execute(rows);
}
