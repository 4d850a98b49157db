import { sql } from "kysely";
import { noLongerStands } from "../../../domain/approvals/still-stands.ts";
import { changersOf } from "../../../domain/drift/changers-of.ts";
import { closeApproval } from "../approvals/close-approvals.ts";
import type { LockedApproval } from "../approvals/lock-approval.ts";
import { votersNow } from "../approvals/voters-now.ts";
import type { Rows } from "../connect-postgres.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import { storableText } from "../storable.ts";
import type { Actor } from "../views-port.ts";
import { writeDriftEvent } from "./drift-event.ts";
import { proposeRevert } from "./propose-revert.ts";
import { lockProposed, personsBehind, type ProposedFinding } from "./proposed-finding.ts";

/** An approval about drift that was just decided. */
export interface Settling {
  readonly approval: LockedApproval;
  readonly environment: LockedEnvironment;
  readonly actor: Actor;
}

/**
 * What a decision about drift means for its finding: it is put back, or held as it is until something else differs. Where
 * those who said yes may not any more, people are asked anew. Environment and approval are locked.
 */
export async function settleProposal(rows: Rows, settling: Settling): Promise<void> {
  const { approval } = settling;
  const finding = approval.findingId === null ? undefined : await lockProposed(rows, approval.findingId);
  if (finding === undefined || finding.isEnded || finding.approvalId !== approval.id) return;
  const { id, state } = approval;
  const { status, statusReason } = state;
  if (status === "approved") return await putBack(rows, settling, finding);
  if (status === "rejected")
    return await hold(rows, settling, { finding, why: `not put back, says ${statusReason} (${id})` });
  if (status === "expired") await hold(rows, settling, { finding, why: `${statusReason} (${id})` });
}

async function putBack(rows: Rows, settling: Settling, finding: ProposedFinding): Promise<void> {
  const { approval, environment, actor } = settling;
  const fault = await faultOfVotes(rows, settling, finding);
  if (fault !== undefined) {
    await closeApproval(rows, approval.id, { status: "superseded", reason: fault, actor });
    await proposeRevert(rows, environment, finding.id);
    return;
  }
  const { breakGlass, votes } = approval.state;
  const names = breakGlass === undefined ? votes.map(({ person }) => person.name) : [breakGlass.person.name];
  // The finding keeps who wants it put back: the next sweep does not ask again.
  const by = storableText(`approval ${approval.id} of ${names.join(", ")}`);
  const why = `${by} has asked to put it back`;
  await sql`update finding set status = 'due', status_reason = ${why}, revert_asked_by = ${by}, judge_at = null where id = ${finding.id}`.execute(
    rows,
  );
  await writeDriftEvent(rows, {
    environment,
    finding,
    type: "drift.due",
    actor,
    message: `drift of "${finding.component}" in ${environment.name} is to be put back: ${why}`,
    data: { approval: approval.id },
  });
  await sql`select look(${environment.uid})`.execute(rows);
}

/** Why the votes do not count any more; undefined when they do. */
async function faultOfVotes(
  rows: Rows,
  { approval, environment }: Settling,
  { fields }: ProposedFinding,
): Promise<string | undefined> {
  const { question, state } = approval;
  const ids = state.votes.map(({ person }) => person.id);
  return noLongerStands(approval, {
    binding: { ...question.binding, generation: environment.generation },
    voters: await votersNow(rows, ids, environment),
    excluded: await personsBehind(rows, changersOf(fields)),
  });
}

async function hold(
  rows: Rows,
  { approval, environment, actor }: Settling,
  { finding, why }: { readonly finding: ProposedFinding; readonly why: string },
): Promise<void> {
  const reason = storableText(why);
  await sql`update finding set status = 'held', status_reason = ${reason}, judge_at = null where id = ${finding.id}`.execute(
    rows,
  );
  await writeDriftEvent(rows, {
    environment,
    finding,
    type: "drift.held",
    actor,
    message: `drift of "${finding.component}" in ${environment.name} is held: ${reason}`,
    data: { approval: approval.id },
  });
}
