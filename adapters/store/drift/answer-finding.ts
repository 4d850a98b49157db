import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { DriftField, FindingStatus } from "../../../domain/schema/drift.ts";
import { acceptRequest, type AcceptedRequest } from "../accept-request.ts";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import type { FindingAnswer } from "../drift-port.ts";
import { lockEnvironment, type LockedEnvironment } from "../lock-environment.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "../requests-port.ts";
import { storableText } from "../storable.ts";
import { adoptFinding } from "./adopt-finding.ts";
import { type DriftEventType, writeDriftEvent } from "./drift-event.ts";
import { voidProposal } from "./void-proposal.ts";

/** A finding that a person answers to, under its environment's lock. */
interface AnsweredFinding {
  readonly id: string;
  readonly environmentUid: string;
  readonly project: string;
  readonly component: string;
  readonly status: FindingStatus;
  readonly fields: readonly DriftField[];
  readonly unrevertable: readonly string[];
  readonly diffDigest: string;
  readonly operationId: string | null;
  readonly isEnded: boolean;
}

/** What an answer is carried out on. */
interface Ground {
  readonly request: AcceptedRequest;
  readonly environment: LockedEnvironment;
  readonly finding: AnsweredFinding;
}

type AnyAnswering = Ground & { readonly answer: Pick<FindingAnswer, "reason"> };
type Answering<Do extends FindingAnswer["do"]> = Ground & { readonly answer: Extract<FindingAnswer, { do: Do }> };

/** @see StoreOfDrift.answerFinding */
export async function answerFinding(
  postgres: Postgres,
  identity: RequestIdentity,
  answer: FindingAnswer,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: `${answer.do}-drift` }, async (rows, request) => {
    const seen = await readFinding(rows, answer.findingId);
    const environment = await lockEnvironment(rows, seen.environmentUid);
    const finding = await readFinding(rows, answer.findingId);
    if (environment === undefined || finding.isEnded) throw closed(finding);
    if (finding.diffDigest !== answer.diffDigest)
      throw new OrchestratorError("FINDING_CHANGED", `"${finding.component}" differs in another way meanwhile`, {
        details: { finding: finding.id, diffDigest: finding.diffDigest },
      });
    const result = await carryOut(rows, { request, environment, finding }, answer);
    if (finding.status === "proposed")
      await voidProposal(rows, finding.id, { reason: answeredBy(request, answer), actor: request.actor });
    return [{ kind: "Finding", project: finding.project, name: finding.id, ...result }];
  });
}

const ANSWERED: Readonly<Record<FindingAnswer["do"], string>> = {
  revert: "has asked to put it back",
  adopt: "has adopted it",
  accept: "has accepted it",
  snooze: "does not want to hear of it for a while",
};

function answeredBy({ actor }: AcceptedRequest, answer: FindingAnswer): string {
  return `${actor.name} ${ANSWERED[answer.do]}${reasonOf({ answer })}`;
}

async function carryOut(
  rows: Rows,
  ground: Ground,
  answer: FindingAnswer,
): Promise<Omit<AcceptedResult, "kind" | "project" | "name">> {
  const { finding } = ground;
  if (finding.status === "reverting") {
    if (answer.do !== "revert") throw closed(finding);
    return { result: "reverting", ...(finding.operationId === null ? {} : { operationId: finding.operationId }) };
  }
  switch (answer.do) {
    case "revert":
      return await revert(rows, { ...ground, answer });
    case "accept":
      return await accept(rows, { ...ground, answer });
    case "snooze":
      return await snooze(rows, { ...ground, answer });
    case "adopt":
      return { result: "adopted", ...(await adoptFinding(rows, { ...ground, answer })) };
  }
}

async function revert(rows: Rows, answering: Answering<"revert">) {
  const { request, environment, finding } = answering;
  const fixed = new Set(finding.unrevertable);
  if (finding.fields.every(({ path }) => fixed.has(path)))
    throw new OrchestratorError("FINDING_NOT_REVERTABLE", `nothing puts back what differs of "${finding.component}"`, {
      details: { finding: finding.id, fields: finding.unrevertable },
    });
  const why = storableText(`${request.actor.name} has asked to put it back${reasonOf(answering)}`);
  await sql`update finding set status = 'due', status_reason = ${why}, revert_asked_by = ${request.actor.name},
      judged_digest = diff_digest, judge_at = null, snoozed_until = null where id = ${finding.id}`.execute(rows);
  await tell(rows, answering, { type: "drift.due", what: "is to be put back" });
  await sql`select look(${environment.uid})`.execute(rows);
  return { result: "reverting" } as const;
}

async function accept(rows: Rows, answering: Answering<"accept">) {
  const { request, finding } = answering;
  const why = storableText(`${request.actor.name} has accepted it${reasonOf(answering)}`);
  await sql`update baseline b set accepted = array_append(b.accepted, f.diff_digest)
    from finding f where f.id = ${finding.id} and b.component_uid = f.component_uid`.execute(rows);
  await sql`update finding set status = 'accepted', status_reason = ${why}, ended_at = clock_timestamp(), judge_at = null,
      snoozed_until = null where id = ${finding.id}`.execute(rows);
  await tell(rows, answering, { type: "drift.accepted", what: "is fine as it is" });
  return { result: "accepted" } as const;
}

async function snooze(rows: Rows, answering: Answering<"snooze">) {
  const { request, finding, answer } = answering;
  const why = storableText(`${request.actor.name} does not want to hear of it${reasonOf(answering)}`);
  const until = sql`to_timestamp(${answer.until}::double precision / 1000)`;
  await sql`update finding set status = 'snoozed', status_reason = ${why}, snoozed_until = ${until}, judge_at = ${until},
      revert_asked_by = null where id = ${finding.id}`.execute(rows);
  await tell(rows, answering, { type: "drift.snoozed", what: "is left for a while" });
  return { result: "snoozed" } as const;
}

async function tell(
  rows: Rows,
  { request, environment, finding, answer }: AnyAnswering,
  { type, what }: { readonly type: DriftEventType; readonly what: string },
): Promise<void> {
  await writeDriftEvent(rows, {
    environment,
    finding,
    type,
    actor: request.actor,
    message: `drift of "${finding.component}" in ${environment.name} ${what}${reasonOf({ answer })}`,
  });
}

function reasonOf({ answer }: Pick<AnyAnswering, "answer">): string {
  return answer.reason === "" ? "" : `: ${answer.reason}`;
}

function closed({ id, status, operationId }: AnsweredFinding): OrchestratorError {
  const how = status === "reverting" ? `is being put back by operation "${operationId}"` : `is ${status}`;
  return new OrchestratorError("FINDING_CLOSED", `finding "${id}" ${how}`, { details: { finding: id, status } });
}

/** A finding that people have heard of. @throws OrchestratorError `NOT_FOUND` */
async function readFinding(rows: Rows, id: string): Promise<AnsweredFinding> {
  const found = await first(
    rows,
    sql<AnsweredFinding>`select f.id, f.environment_uid as "environmentUid", e.project, c.name as component, f.status, f.fields, f.unrevertable,
        f.diff_digest as "diffDigest", f.operation_id as "operationId", f.ended_at is not null as "isEnded"
      from finding f join component c on c.uid = f.component_uid join environment e on e.uid = f.environment_uid
      where f.id = ${id} and f.judged_digest is not null`,
  );
  if (found === undefined)
    throw new OrchestratorError("NOT_FOUND", `there is no finding "${id}"`, { details: { finding: id } });
  return found;
}
