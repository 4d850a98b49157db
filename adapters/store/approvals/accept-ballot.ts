import { sql } from "kysely";
import type { Voter } from "../../../domain/approvals/approval-question.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import { acceptRequest } from "../accept-request.ts";
import type { Ballot, BallotAnswer } from "../approvals-port.ts";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import { lockEnvironment } from "../lock-environment.ts";
import type { RequestIdentity } from "../requests-port.ts";
import { settleProposal } from "../drift/settle-proposal.ts";
import { renewProposal } from "../drift/void-proposal.ts";
import { getApproval, placeOfApproval } from "./approval-views.ts";
import { askedBy } from "./asked-by.ts";
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
    // An approved deletion begins at once, and drift is due; whoever changes an environment locks it first.
    const place = await placeOfApproval(rows, approvalId);
    const changes = place === undefined || place.subject === "promotion" ? undefined : place.environmentUid;
    const environment = changes === undefined ? undefined : await lockEnvironment(rows, changes);
    if (place?.subject === "drift") await renewProposal(rows, approvalId, environment);
    const approval = await lockApproval(rows, approvalId);
    if (approval === undefined) throw noApproval(approvalId);
    const receivedAt = ballot.receivedAt ?? Date.now();
    const event = { type: "ballot", choice, voter: voterOf(ballot), reason: ballot.reason, via, receivedAt } as const;
    const { answer, approval: next } = await recordApprovalEvent(rows, approval, {
      alsoExcluded: await askedBy(rows, approval),
      event: planDigest === undefined ? event : { ...event, planDigest },
      actor: request.actor,
      request,
    });
    const result = { kind: "Approval", project: approval.project, name: approvalId } as const;
    const isApproved = approval.state.status === "pending" && next.state.status === "approved";
    if (next.subject === "delete" && isApproved) await deleteApproved(rows, next, request);
    const isDecided = approval.state.status === "pending" && next.state.status !== "pending";
    if (next.subject === "drift" && isDecided && environment !== undefined)
      await settleProposal(rows, { approval: next, environment, actor: request.actor });
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
async function askedInstead(rows: Rows, { state, promotionId, gate, findingId }: LockedApproval): Promise<string> {
  if (state.status !== "superseded" || (promotionId === null && findingId === null)) return "";
  const same =
    promotionId === null ? sql`finding_id = ${findingId}` : sql`promotion_id = ${promotionId} and gate = ${gate}`;
  const found = await first(rows, sql<{ id: string }>`select id from approval where ${same} and status = 'pending'`);
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
