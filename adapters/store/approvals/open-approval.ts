import { sql } from "kysely";
import type { NewQuestion } from "../../../domain/approvals/decide-approval-gate.ts";
import { ASKED } from "../../../domain/approvals/approval-question.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { ApprovalStatus, ApprovalSubject } from "../../../domain/schema/approval.ts";
import type { ApprovalAbout } from "../approvals-port.ts";
import { first, many, type Rows } from "../connect-postgres.ts";
import { storable } from "../storable.ts";
import type { Actor } from "../views-port.ts";
import { writeEvent } from "../write-event.ts";
import { approvalId } from "./approval-id.ts";

/** An approval to ask for. */
export interface NewApproval {
  readonly subject: ApprovalSubject;
  readonly environmentUid: string;
  /** What it is asked for: a promotion's id and a gate's name, or an environment's uid. */
  readonly cause: readonly [string, string];
  readonly promotionId?: string;
  readonly gate?: string;
  readonly release?: string;
  readonly actor: Actor;
  readonly about: ApprovalAbout;
  readonly asked: NewQuestion;
}

/** After these the same question may be put again; after the others it is answered. */
const MAY_ASK_AGAIN: readonly ApprovalStatus[] = ["superseded", "expired"];

/**
 * Asks people, in the transaction that decided to; who asks holds a lock, so that the same is not asked twice at once.
 * Answers the approval's id; undefined where the last one of the same gate stands, or was answered meanwhile.
 */
export async function openApproval(rows: Rows, wanted: NewApproval): Promise<string | undefined> {
  const { subject, environmentUid, cause, promotionId, gate, release, about, asked, actor } = wanted;
  const earlier = await many(
    rows,
    sql<{ status: ApprovalStatus }>`select status from approval
      where ${
        promotionId === undefined
          ? sql`environment_uid = ${environmentUid} and subject = ${subject}`
          : sql`promotion_id = ${promotionId} and gate = ${gate ?? ""}`
      } order by position desc for share`,
  );
  const last = earlier[0]?.status;
  if (subject === "promotion" && last !== undefined && !MAY_ASK_AGAIN.includes(last)) return undefined;
  const id = approvalId([...cause, earlier.length + 1]);
  const { question, remindAt, remindEveryMs, escalateAt } = asked;
  const environment = await first(
    rows,
    sql<{ project: string; name: string }>`
      insert into approval (id, subject, project, environment_uid, environment, class, promotion_id, gate, release, previous_release, question,
        state, about, expires_at, remind_at, remind_every_ms, escalate_at)
      select ${id}, ${subject}, e.project, e.uid, e.name, e.class, ${promotionId ?? null}, ${gate ?? null}, ${release ?? null}, e.release,
        ${storable(question as unknown as JsonObject)}::json, ${storable(ASKED as unknown as JsonObject)}::json,
        ${storable(about as unknown as JsonObject)}::json, ${instant(question.expiresAt)}::timestamptz, ${instant(remindAt)}::timestamptz,
        ${remindEveryMs}, ${escalateAt === undefined ? null : instant(escalateAt)}::timestamptz
      from environment e where e.uid = ${environmentUid}
      returning project, environment as name`,
  );
  if (environment === undefined) throw new Error(`environment "${environmentUid}" is not there`);
  const { from, count } = question.rule;
  await writeEvent(rows, {
    type: "approval.requested",
    actor,
    project: environment.project,
    environment: environment.name,
    environmentUid,
    ...(promotionId === undefined ? {} : { promotionId }),
    message: `approval ${id}: ${count} of ${from} are asked${release === undefined ? "" : ` about ${release} into ${environment.name}`}`,
    data: {
      approval: id,
      ...(gate === undefined ? {} : { gate }),
      binding: { ...question.binding },
      rule: { ...question.rule },
      expiresAt: question.expiresAt,
    },
  });
  await sql`select look_approval(${id})`.execute(rows);
  return id;
}

const instant = (ms: number): string => new Date(ms).toISOString();
