import { sql } from "kysely";
import type { AcceptedRequest } from "../accept-request.ts";
import { applyEnvironment } from "../apply-environment.ts";
import type { Rows } from "../connect-postgres.ts";
import type { FindingAnswer } from "../drift-port.ts";
import type { LockedEnvironment } from "../lock-environment.ts";
import type { AcceptedResult } from "../requests-port.ts";
import { storableText } from "../storable.ts";
import { type DriftEvent, writeDriftEvent } from "./drift-event.ts";

/** Applies the environment with what was seen as its parameters, through the gates of its stage, and ends the finding. */
export async function adoptFinding(
  rows: Rows,
  {
    request,
    environment,
    finding,
    answer,
  }: {
    readonly request: AcceptedRequest;
    readonly environment: LockedEnvironment;
    readonly finding: DriftEvent["finding"];
    readonly answer: Extract<FindingAnswer, { do: "adopt" }>;
  },
): Promise<Pick<AcceptedResult, "operationId" | "promotionId" | "generation">> {
  const { document, digest, plan, allowedIn } = answer.change;
  const isOfEnvironment =
    document.kind === "Environment" &&
    document.metadata.project === environment.project &&
    document.metadata.name === environment.name;
  if (!isOfEnvironment) throw new Error(`finding "${finding.id}" is adopted by its environment's document only`);
  const { operationId, promotionId, generation } = await applyEnvironment(rows, request, {
    document,
    digest,
    ifGeneration: answer.ifGeneration,
    ...(plan === undefined ? {} : { plan }),
    ...(allowedIn === undefined ? {} : { allowedIn }),
  });
  const names = Object.keys(answer.parameters).toSorted().join(", ");
  const why = `${request.actor.name} has adopted it as ${names}${answer.reason === "" ? "" : `: ${answer.reason}`}`;
  await sql`update finding set status = 'adopted', status_reason = ${storableText(why)}, ended_at = clock_timestamp(), judge_at = null,
      snoozed_until = null, operation_id = ${operationId ?? null}, promotion_id = ${promotionId ?? null} where id = ${finding.id}`.execute(
    rows,
  );
  const work = {
    ...(operationId === undefined ? {} : { operationId }),
    ...(promotionId === undefined ? {} : { promotionId }),
  };
  await writeDriftEvent(rows, {
    environment,
    finding,
    type: "drift.adopted",
    actor: request.actor,
    message: `drift of "${finding.component}" in ${environment.name} becomes what is wanted: ${names}`,
    ...work,
  });
  return { ...work, ...(generation === undefined ? {} : { generation }) };
}
