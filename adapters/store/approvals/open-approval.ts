import { type RawBuilder, sql } from "kysely";
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
  /** What it is asked for: a promotion's id and a gate's name, an environment's uid, or a finding's id. */
  readonly cause: readonly [string, string];
  readonly promotionId?: string;
  readonly gate?: string;
  readonly release?: string;
  /** The drift that it is about; absent where it is about something else. */
  readonly drift?: AskedDrift;
  readonly actor: Actor;
  readonly about: ApprovalAbout;
  readonly asked: NewQuestion;
}

/** The drift that people are asked about. */
export interface AskedDrift {
  readonly findingId: string;
  readonly componentUid: string;
  /** The approval whose message it takes over; absent where it gets one of its own. */
  readonly succeeds?: string;
}

/** After these the same question may be put again; after the others it is answered. */
const MAY_ASK_AGAIN: readonly ApprovalStatus[] = ["superseded", "expired"];

/**
 * Asks people, in the transaction that decided to; who asks holds a lock, so that the same is not asked twice at once.
 * Answers the approval's id; undefined where the last one of the same gate stands, or was answered meanwhile.
 */
export async function openApproval(rows: Rows, wanted: NewApproval): Promise<string | undefined> {
  const { subject, environmentUid, cause, promotionId, gate, release, drift, about, asked, actor } = wanted;
  const earlier = await many(
    rows,
    sql<{
      status: ApprovalStatus;
    }>`select status from approval where ${isOfSame(wanted)} order by position desc for share`,
  );
  const last = earlier[0]?.status;
  if (subject === "promotion" && last !== undefined && !MAY_ASK_AGAIN.includes(last)) return undefined;
  const id = approvalId([...cause, earlier.length + 1]);
  const { question, remindAt, remindEveryMs, escalateAt } = asked;
  const environment = await first(
    rows,
    sql<{ project: string; name: string }>`
      insert into approval (id, subject, project, environment_uid, environment, class, promotion_id, gate, release, previous_release, question,
        state, about, expires_at, remind_at, remind_every_ms, escalate_at, finding_id, component_uid, succeeds, told_from)
      select ${id}, ${subject}, e.project, e.uid, e.name, e.class, ${promotionId ?? null}, ${gate ?? null}, ${release ?? null}, e.release,
        ${storable(question as unknown as JsonObject)}::json, ${storable(ASKED as unknown as JsonObject)}::json,
        ${storable(about as unknown as JsonObject)}::json, ${instant(question.expiresAt)}::timestamptz, ${instant(remindAt)}::timestamptz,
        ${remindEveryMs}, ${escalateAt === undefined ? null : instant(escalateAt)}::timestamptz,
        ${drift?.findingId ?? null}, ${drift?.componentUid ?? null}, ${drift?.succeeds ?? null},
        coalesce((select told_from from approval where id = ${drift?.succeeds ?? null}), clock_timestamp())
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
    ...(about.drift === undefined ? {} : { component: about.drift.component }),
    message: `approval ${id}: ${count} of ${from} are asked${askedAbout(wanted, environment.name)}`,
    data: {
      approval: id,
      ...(gate === undefined ? {} : { gate }),
      ...(drift === undefined ? {} : { finding: drift.findingId }),
      binding: { ...question.binding },
      rule: { ...question.rule },
      expiresAt: question.expiresAt,
    },
  });
  await sql`select look_approval(${id})`.execute(rows);
  return id;
}

/** A condition: approvals that have asked the same before. */
function isOfSame({ subject, environmentUid, promotionId, gate, drift }: NewApproval): RawBuilder<unknown> {
  if (drift !== undefined) return sql`finding_id = ${drift.findingId}`;
  if (promotionId === undefined) return sql`environment_uid = ${environmentUid} and subject = ${subject}`;
  return sql`promotion_id = ${promotionId} and gate = ${gate ?? ""}`;
}

function askedAbout({ release, about: { drift } }: NewApproval, environment: string): string {
  if (drift !== undefined) return ` about drift of "${drift.component}" in ${environment}`;
  return release === undefined ? "" : ` about ${release} into ${environment}`;
}

const instant = (ms: number): string => new Date(ms).toISOString();
