import { sql } from "kysely";
import type { Voter } from "../../../domain/approvals/approval-question.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import type { Ballot, BallotAnswer } from "../approvals-port.ts";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import { lockEnvironment } from "../lock-environment.ts";
import type { RequestIdentity } from "../requests-port.ts";
import { requestersOf } from "../promotions/approvals-of-promotion.ts";
import { getApproval, placeOfApproval } from "./approval-views.ts";
import { deletionAskedBy } from "./deletion-asked-by.ts";
import { deleteApproved } from "./delete-approved.ts";
import { type LockedApproval, lockApproval } from "./lock-approval.ts";
import { recordApprovalEvent } from "./record-event.ts";

/** Records what a person wants of an approval, and decides it. @see StoreOfApprovalApi.acceptBallot */
export async function acceptBallot(
  postgres: Postgres,
  identity: RequestIdentity,
  ballot: Ballot,
): Promise<BallotAnswer> {
  const { approvalId, choice, via, planDigest } = ballot;
  const { results, isReplay } = await acceptRequest(postgres, { ...identity, verb: choice }, async (rows, request) => {
    // An approved deletion begins at once; whoever changes an environment locks it first.
    const place = await placeOfApproval(rows, approvalId);
    if (place?.subject === "delete") await lockEnvironment(rows, place.environmentUid);
    const approval = await lockApproval(rows, approvalId);
    if (approval === undefined) throw noApproval(approvalId);
    const receivedAt = ballot.receivedAt ?? Date.now();
    const event = { type: "ballot", choice, voter: voterOf(ballot), reason: ballot.reason, via, receivedAt } as const;
    const asked =
      approval.promotionId === null
        ? await deletionAskedBy(rows, approvalId)
        : await requestersOf(rows, approval.promotionId);
    const { answer, approval: next } = await recordApprovalEvent(rows, approval, {
      alsoExcluded: asked,
      event: planDigest === undefined ? event : { ...event, planDigest },
      actor: request.actor,
      request,
    });
    const result = { kind: "Approval", project: approval.project, name: approvalId } as const;
    const isApproved = approval.state.status === "pending" && next.state.status === "approved";
    if (next.subject === "delete" && isApproved) await deleteApproved(rows, next, request);
    if (answer.isCounted) return [{ ...result, result: "counted" }];
    await sql`insert into request_outcome (request_id, outcome, reason) values (${request.id}, 'Refused', ${answer.reason})`.execute(
      rows,
    );
    const reason = `${answer.reason}${await askedInstead(rows, next)}`;
    return [{ ...result, result: "refused", code: answer.code, reason }];
  });
  const approval = await getApproval(postgres, approvalId);
  const [result] = results;
  if (approval === undefined || result === undefined) throw noApproval(approvalId);
  if (result.code === undefined) return { isCounted: true, approval, isReplay };
  return { isCounted: false, code: result.code, reason: result.reason ?? "", approval, isReplay };
}

/** Where the question is put now; empty where it is not. */
async function askedInstead(rows: Rows, { state, promotionId, gate }: LockedApproval): Promise<string> {
  if (state.status !== "superseded" || promotionId === null) return "";
  const found = await first(
    rows,
    sql<{
      id: string;
    }>`select id from approval where promotion_id = ${promotionId} and gate = ${gate} and status = 'pending'`,
  );
  return found === undefined ? "" : `; people are asked again: ${found.id}`;
}

/** The error of an id that names nothing. */
export function noApproval(id: string): OrchestratorError {
  return new OrchestratorError("NOT_FOUND", `there is no approval "${id}"`, { details: { approval: id } });
}

function voterOf({ principal, mayVote }: Ballot): Voter {
  const { id, name, kind, groups, isActive } = principal;
  return { id, name, isPerson: kind === "person", groups, mayVote: mayVote && isActive };
}
