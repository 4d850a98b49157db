import { sql } from "kysely";
import type { ApprovalQuestion, ApprovalState } from "../../../domain/approvals/approval-question.ts";
import type { ApprovalSubject } from "../../../domain/schema/approval.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { ApprovalAbout } from "../approvals-port.ts";

/** An approval whose row is locked. */
export interface LockedApproval {
  readonly id: string;
  readonly subject: ApprovalSubject;
  readonly project: string;
  readonly environmentUid: string;
  readonly environment: string;
  readonly promotionId: string | null;
  readonly gate: string | null;
  readonly release: string | null;
  /** Of the drift that it is about; null where it is about something else. */
  readonly findingId: string | null;
  readonly question: ApprovalQuestion;
  readonly state: ApprovalState;
  readonly about: ApprovalAbout;
  readonly remindAt: number | null;
  readonly remindEveryMs: number;
  readonly reminders: number;
  readonly escalateAt: number | null;
}

const COLUMNS = sql`id, subject, project, environment_uid as "environmentUid", environment, promotion_id as "promotionId", gate, release, finding_id as "findingId",
  question, state, about, epoch_ms(remind_at) as "remindAt", remind_every_ms::float8 as "remindEveryMs", reminders,
  epoch_ms(escalate_at) as "escalateAt"`;

/** Locks an approval; undefined when there is none. */
export async function lockApproval(rows: Rows, id: string): Promise<LockedApproval | undefined> {
  return await first(rows, sql<LockedApproval>`select ${COLUMNS} from approval where id = ${id} for no key update`);
}
