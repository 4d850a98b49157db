import { sql } from "kysely";
import type { Rows } from "../connect-postgres.ts";
import type { Actor } from "../views-port.ts";
import type { LockedApproval } from "./lock-approval.ts";

/** What follows an approval's decision, in its transaction: who waits for it is woken. */
export async function carryOut(rows: Rows, { promotionId }: LockedApproval, _actor: Actor): Promise<void> {
  if (promotionId !== null) await sql`select look_promotion(${promotionId})`.execute(rows);
}
