import { sql } from "kysely";
import { changedIn } from "../../../domain/approvals/still-stands.ts";
import { closeApproval } from "../approvals/close-approvals.ts";
import { type LockedApproval, lockApproval } from "../approvals/lock-approval.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import type { Actor } from "../views-port.ts";
import { SYSTEM } from "../write-event.ts";
import { proposeRevert } from "./propose-revert.ts";
import { lockProposed, proposalDigest, type ProposedFinding } from "./proposed-finding.ts";

/** Ends the question about a finding that is still open: something else was decided. */
export async function voidProposal(
  rows: Rows,
  findingId: string,
  { reason, actor }: { readonly reason: string; readonly actor: Actor },
): Promise<void> {
  const open = await first(
    rows,
    sql<{ id: string }>`select id from approval where finding_id = ${findingId} and status = 'pending'`,
  );
  if (open !== undefined) await closeApproval(rows, open.id, { status: "superseded", reason, actor });
}

/**
 * Ends a question about drift that is another one by now, or is over, and asks anew where it still is to be asked. The
 * environment is locked; undefined where it is gone.
 */
export async function renewProposal(
  rows: Rows,
  approvalId: string,
  environment: LockedEnvironment | undefined,
): Promise<void> {
  const approval = await lockApproval(rows, approvalId);
  if (approval?.state.status !== "pending" || approval.findingId === null) return;
  const finding = await lockProposed(rows, approval.findingId);
  const reason = whyVoid(approval, finding, environment);
  if (reason === undefined) return;
  // What is not decided about yet may be held at its sweep's end.
  const isToBeAsked = finding?.status === "proposed" && !finding.isEnded && finding.judgedDigest === finding.diffDigest;
  if (isToBeAsked && environment?.isDeleting === false)
    return void (await proposeRevert(rows, environment, finding.id));
  await closeApproval(rows, approvalId, { status: "superseded", reason, actor: SYSTEM });
}

function whyVoid(
  { id, question: { binding } }: LockedApproval,
  finding: ProposedFinding | undefined,
  environment: LockedEnvironment | undefined,
): string | undefined {
  if (environment === undefined || finding === undefined) return "the environment is gone";
  const why = finding.statusReason === "" ? "" : `: ${finding.statusReason}`;
  if (finding.isEnded || finding.status !== "proposed") return `the drift is ${finding.status}${why}`;
  if (finding.approvalId !== id) return "people are asked anew";
  if (environment.isDeleting) return "the environment is to be deleted";
  if (proposalDigest(finding) !== binding.planDigest) return "what differs has changed since people were asked";
  return changedIn(binding, { ...binding, generation: environment.generation });
}
