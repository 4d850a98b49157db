import { sql } from "kysely";
import type { ApprovalEvent } from "../../../domain/approvals/approval-question.ts";
import { type ApprovalAnswer, decideApproval } from "../../../domain/approvals/decide-approval.ts";
import type { PersonName } from "../../../domain/schema/approval.ts";
import type { JsonObject } from "../../../domain/schema/json.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import type { Rows } from "../connect-postgres.ts";
import { storable, storableText } from "../storable.ts";
import type { Actor } from "../views-port.ts";
import { SYSTEM, writeEvent } from "../write-event.ts";
import type { LockedApproval } from "./lock-approval.ts";

/** Something that happens to an approval whose row is locked, and who caused it. */
export interface Happening {
  readonly event: ApprovalEvent;
  readonly actor?: Actor;
  /** Persons whose votes do not count besides those that the question names: they have asked for the same since. */
  readonly alsoExcluded?: readonly PersonName[];
  /** The request that brought it; absent for what comes by time. */
  readonly request?: AcceptedRequest;
}

/** Records what happened, decides the approval by it, and wakes the promotion that shows it and waits for it. What does not count is recorded, too. */
export async function recordApprovalEvent(
  rows: Rows,
  approval: LockedApproval,
  { event, actor = SYSTEM, request, alsoExcluded = [] }: Happening,
): Promise<{ readonly answer: ApprovalAnswer; readonly approval: LockedApproval }> {
  const question = { ...approval.question, excluded: [...approval.question.excluded, ...alsoExcluded] };
  const { state, answer } = decideApproval(question, approval.state, event);
  const code = answer.isCounted ? null : answer.code;
  const reason = answer.isCounted ? null : answer.reason;
  await sql`insert into approval_event (approval_id, request_id, event, is_counted, code, reason)
    values (${approval.id}, ${request?.id ?? null}, ${storable(event as unknown as JsonObject)}::json, ${answer.isCounted}, ${code}, ${reason})`.execute(
    rows,
  );
  if (!answer.isCounted) {
    // A machine that comes too late is nothing that people need to read of.
    if (event.type === "ballot")
      await tell(rows, approval, { actor, type: "approval.vote-refused", message: `${actor.name}: ${answer.reason}` });
    return { answer, approval };
  }
  if (state === approval.state) return { answer, approval };
  const isDecided = approval.state.status !== state.status;
  await sql`update approval set state = ${storable(state as unknown as JsonObject)}::json, status = ${state.status}, version = version + 1,
    decided_at = ${state.decidedAt === undefined ? null : new Date(state.decidedAt).toISOString()}::timestamptz,
    remind_at = case when ${state.status} = 'pending' then remind_at end, escalate_at = case when ${state.status} = 'pending' then escalate_at end
    where id = ${approval.id}`.execute(rows);
  const next = { ...approval, state };
  await tell(rows, next, { actor, ...wordsOf(event, next, isDecided) });
  await sql`select look_approval(${approval.id})`.execute(rows);
  if (approval.promotionId !== null) await sql`select look_promotion(${approval.promotionId})`.execute(rows);
  return { answer, approval: next };
}

function wordsOf(
  event: ApprovalEvent,
  { state, question }: LockedApproval,
  isDecided: boolean,
): { readonly type: string; readonly message: string } {
  if (isDecided) {
    // What was approved may be superseded after it.
    const isBroken = state.breakGlass !== undefined && state.status === "approved";
    return {
      type: isBroken ? "approval.glass-broken" : `approval.${state.status}`,
      message: `${state.status} ${state.statusReason}`,
    };
  }
  if (event.type !== "ballot")
    return { type: "approval.escalated", message: `${question.rule.escalateTo ?? "others"} may decide, too` };
  const { choice, voter, reason, via } = event;
  if (choice === "review") return { type: "approval.reviewed", message: `reviewed by ${voter.name}: ${reason}` };
  const type = choice === "withdraw" ? "approval.vote-withdrawn" : "approval.voted";
  const words = choice === "withdraw" ? "takes the vote back" : "approves";
  const votes = `${state.votes.length} of ${question.rule.count} votes`;
  return { type, message: `${voter.name} ${words} (${via}): ${votes}${reason === "" ? "" : `, ${reason}`}` };
}

async function tell(
  rows: Rows,
  approval: LockedApproval,
  { actor, type, message }: { readonly actor: Actor; readonly type: string; readonly message: string },
): Promise<void> {
  const { id, project, environment, environmentUid, promotionId, gate, findingId, question } = approval;
  const { drift } = approval.about;
  await writeEvent(rows, {
    type,
    actor,
    project,
    environment,
    environmentUid,
    promotionId,
    ...(drift === undefined ? {} : { component: drift.component }),
    message: storableText(`approval ${id}: ${message}`),
    data: {
      approval: id,
      ...(gate === null ? {} : { gate }),
      ...(findingId === null ? {} : { finding: findingId }),
      binding: { ...question.binding },
      votes: approval.state.votes.map(({ person, via }) => ({ person: person.id, via })),
    },
  });
}
