import { sql } from "kysely";
import { OrchestratorError } from "../../domain/errors.ts";
import type { EnvironmentClass, EnvironmentDocument } from "../../domain/schema/documents.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import type { AcceptedRequest } from "./accept-request.ts";
import { requireProject } from "./apply-version.ts";
import { first, many, type Rows } from "./connect-postgres.ts";
import { lockEnvironmentByName, type LockedEnvironment } from "./lock-environment.ts";
import { newUid } from "./new-id.ts";
import type { AcceptedResult } from "./requests-port.ts";
import { joinPromotion } from "./promotions/accept-promote.ts";
import { type CurrentStage, currentStage, insertPromotion } from "./promotions/insert-promotion.ts";
import { wakePromotionsOf } from "./promotions/wake-promotions.ts";
import { leaveHeldPromotions } from "./promotions/leave-held.ts";
import { joinOperation, queueOperation } from "./queue-operation.ts";
import { storable } from "./storable.ts";
import { writeEvent } from "./write-event.ts";

/** What is asked of one environment. */
interface Wish {
  readonly document: EnvironmentDocument;
  /** Digest of its desired state. */
  readonly digest: string;
  readonly plan?: Plan;
  readonly ifGeneration?: number;
  /** Absent: in every class. */
  readonly allowedIn?: readonly EnvironmentClass[];
}

/**
 * Stores what an environment is to be, and queues an operation unless it is so already or on its way.
 * @throws OrchestratorError `REFERENCE_UNKNOWN`, `SNAPSHOT_NOT_FOUND`, `ENVIRONMENT_DELETING`, `ENVIRONMENT_MOVED`, `PRECONDITION_FAILED`
 */
export async function applyEnvironment(rows: Rows, request: AcceptedRequest, wish: Wish): Promise<AcceptedResult> {
  const { project, name } = wish.document.metadata;
  await requireProject(rows, project);
  await requireRelease(rows, wish.document);
  await requireSnapshots(rows, wish.document);
  const uid = await insertEnvironment(rows, wish);
  if (uid !== undefined) {
    checkGeneration(wish, 0);
    const environment = { uid, project, name };
    const message = `environment ${name} was created from release ${wish.document.spec.release}`;
    await writeEvent(rows, {
      type: "environment.created",
      actor: request.actor,
      project,
      environment: name,
      environmentUid: uid,
      message,
    });
    return await queueFor(rows, request, { environment, wish, generation: 1, kind: "provision", result: "created" });
  }
  const environment = await lockEnvironmentByName(rows, { project, name });
  // Its deletion was committed between the two statements above.
  if (environment === undefined) return await applyEnvironment(rows, request, wish);
  return await applyToExisting(rows, request, { wish, environment });
}

async function applyToExisting(
  rows: Rows,
  request: AcceptedRequest,
  { wish, environment }: { readonly wish: Wish; readonly environment: LockedEnvironment },
): Promise<AcceptedResult> {
  const { uid, project, name } = environment;
  const answer = { kind: "Environment", project, name } as const;
  if (environment.isDeleting)
    throw new OrchestratorError("ENVIRONMENT_DELETING", `environment "${name}" is being deleted`, { details: { uid } });
  if (environment.cell !== wish.document.spec.cell) {
    const message = `environment "${name}" lives in cell "${environment.cell}", not "${wish.document.spec.cell}"`;
    throw new OrchestratorError("ENVIRONMENT_MOVED", message, {
      details: { uid, from: environment.cell, to: wish.document.spec.cell },
    });
  }
  requireAllowedClass(environment, wish);
  checkGeneration(wish, environment.generation);
  const at = await currentStage(rows, project, name);
  if (at !== undefined) requireSameRelease(environment, wish);
  const isChanged = environment.digest !== wish.digest;
  if (isChanged && at?.isGated === true) return await carryAsPromotion(rows, request, { wish, environment, at });
  if (environment.hold !== null) await leaveHeldPromotions(rows, environment, request.actor);
  const isRelabelled = !isChanged && JSON.stringify(environment.document) !== JSON.stringify(wish.document);
  const generation = isChanged ? environment.generation + 1 : environment.generation;
  if (isChanged || isRelabelled) await storeWish(rows, environment, { wish, generation });
  if (isChanged) {
    const message = `environment ${name} was changed to release ${wish.document.spec.release}`;
    await writeEvent(rows, {
      type: "environment.changed",
      actor: request.actor,
      project,
      environment: name,
      environmentUid: uid,
      message,
      data: { generation },
    });
  } else {
    const result = isRelabelled ? "changed" : "unchanged";
    const onItsWay = await operationFor(rows, { uid, generation });
    if (onItsWay !== undefined) {
      await endHold(rows, environment);
      await joinOperation(rows, request, onItsWay);
      return { ...answer, result, operationId: onItsWay, generation };
    }
    const isAsDesired =
      environment.restPhase === "Ready" &&
      environment.observedGeneration === generation &&
      environment.hold === null &&
      !environment.isAsleep;
    // Its sleep, or the end of its time, may be another.
    if (isRelabelled) await sql`select look(${uid})`.execute(rows);
    if (isAsDesired) return { ...answer, result, generation };
  }
  await endHold(rows, environment);
  const kind = environment.observedGeneration === 0 ? "provision" : "deploy";
  return await queueFor(rows, request, {
    environment,
    wish,
    generation,
    kind,
    result: isChanged || isRelabelled ? "changed" : "unchanged",
  });
}

/** A change of an environment of a gated stage goes through its gates. A wish that is on its way already is joined. */
async function carryAsPromotion(
  rows: Rows,
  request: AcceptedRequest,
  {
    wish,
    environment,
    at,
  }: { readonly wish: Wish; readonly environment: LockedEnvironment; readonly at: CurrentStage },
): Promise<AcceptedResult> {
  const { project, name, uid, document, generation } = environment;
  const answer = { kind: "Environment", project, name, generation } as const;
  const open = await first(
    rows,
    sql<{
      id: string;
      wish: EnvironmentDocument;
    }>`select id, wish from promotion where environment_uid = ${uid} and kind = 'change'
      and not is_promotion_over(state) and not is_cancel_requested order by position desc limit 1`,
  );
  if (open !== undefined && JSON.stringify(open.wish.spec) === JSON.stringify(wish.document.spec)) {
    await joinPromotion(rows, request, open.id);
    return { ...answer, result: "unchanged", promotionId: open.id };
  }
  const release = await first(
    rows,
    sql<{
      digest: string;
    }>`select digest from release where project = ${project} and version = ${document.spec.release}`,
  );
  const promotionId = await insertPromotion(rows, {
    environment,
    at,
    kind: "change",
    release: { version: document.spec.release, digest: release?.digest ?? "" },
    wish: wish.document,
    why: "applied",
    actor: request.actor,
    traceId: request.traceId,
  });
  await joinPromotion(rows, request, promotionId);
  return { ...answer, result: "changed", promotionId };
}

/** The release of a stage moves by promotion: what was planned with another one is planned again. @throws OrchestratorError `PRECONDITION_FAILED` */
function requireSameRelease({ name, document }: LockedEnvironment, wish: Wish): void {
  const { release } = document.spec;
  if (wish.document.spec.release === release) return;
  throw new OrchestratorError(
    "PRECONDITION_FAILED",
    `environment "${name}" has moved to release ${release} meanwhile; apply again`,
    {
      details: { release },
    },
  );
}

/** Whoever may change it in the class it had may not do so in the one it has got meanwhile. @throws OrchestratorError `PRECONDITION_FAILED` */
function requireAllowedClass({ name, class: current }: LockedEnvironment, { allowedIn }: Wish): void {
  if (allowedIn === undefined || allowedIn.some((one) => one === current)) return;
  const message = `environment "${name}" has got another class meanwhile; apply again`;
  throw new OrchestratorError("PRECONDITION_FAILED", message, { details: { environment: name } });
}

async function queueFor(
  rows: Rows,
  request: AcceptedRequest,
  next: {
    readonly environment: { readonly uid: string; readonly project: string; readonly name: string };
    readonly wish: Wish;
    readonly generation: number;
    readonly kind: "provision" | "deploy";
    readonly result: "created" | "changed" | "unchanged";
  },
): Promise<AcceptedResult> {
  const { environment, wish, generation, kind, result } = next;
  const { project, name } = environment;
  const reason = `release ${wish.document.spec.release}, generation ${generation}`;
  const plan = wish.plan === undefined ? {} : { plan: wish.plan };
  const operationId = await queueOperation(rows, request, { environment, kind, generation, reason, ...plan });
  return { kind: "Environment", project, name, result, operationId, generation };
}

async function insertEnvironment(rows: Rows, { document, digest }: Wish): Promise<string | undefined> {
  const { metadata, spec } = document;
  const inserted = await first(
    rows,
    sql<{ uid: string }>`
      insert into environment (uid, project, name, class, cell, release, document, digest)
      values (${newUid()}, ${metadata.project}, ${metadata.name}, ${spec.class}, ${spec.cell}, ${spec.release}, ${storable(document)}::json, ${digest})
      on conflict (project, name) where rest_phase <> 'Gone' do nothing returning uid`,
  );
  return inserted?.uid;
}

async function storeWish(
  rows: Rows,
  { uid }: LockedEnvironment,
  { wish, generation }: { readonly wish: Wish; readonly generation: number },
): Promise<void> {
  const { spec } = wish.document;
  await sql`update environment set document = ${storable(wish.document)}::json, digest = ${wish.digest}, class = ${spec.class},
    release = ${spec.release}, generation = ${generation}, changed_at = now() where uid = ${uid}`.execute(rows);
}

/** A person has decided: what it was held for does not count any more. */
async function endHold(rows: Rows, { uid, hold }: LockedEnvironment): Promise<void> {
  if (hold === null) return;
  await wakePromotionsOf(rows, uid);
  await sql`update environment set hold = null, deaths_from = clock_timestamp(), changed_at = now() where uid = ${uid}`.execute(
    rows,
  );
}

/** The operation that brings about this generation and has not ended; undefined when there is none. */
async function operationFor(
  rows: Rows,
  { uid, generation }: { readonly uid: string; readonly generation: number },
): Promise<string | undefined> {
  const found = await first(
    rows,
    sql<{ id: string }>`select id from operation where environment_uid = ${uid} and generation = ${generation}
      and state in ('Accepted', 'Running') and kind in ('provision', 'deploy', 'upgrade') and not is_cancel_requested order by position desc limit 1`,
  );
  return found?.id;
}

async function requireRelease(rows: Rows, { metadata, spec }: EnvironmentDocument): Promise<void> {
  const found = await first(
    rows,
    sql`select from release where project = ${metadata.project} and version = ${spec.release} and deleted_at is null for key share`,
  );
  if (found !== undefined) return;
  const message = `project "${metadata.project}" has no release "${spec.release}"`;
  throw new OrchestratorError("REFERENCE_UNKNOWN", message, {
    details: { project: metadata.project, release: spec.release },
  });
}

/** Whoever deletes one of them waits for this transaction, and then sees who names it. */
async function requireSnapshots(rows: Rows, { metadata, spec }: EnvironmentDocument): Promise<void> {
  const ids = [...new Set(Object.values(spec.restoreFrom))];
  if (ids.length === 0) return;
  const found = await many(
    rows,
    sql<{ id: string }>`select id from snapshot
      where project = ${metadata.project} and id = any (${ids}) and deleting_at is null order by id for key share`,
  );
  const missing = ids.find((id) => !found.some((snapshot) => snapshot.id === id));
  if (missing === undefined) return;
  const message = `project "${metadata.project}" has no snapshot "${missing}"`;
  throw new OrchestratorError("SNAPSHOT_NOT_FOUND", message, {
    details: { project: metadata.project, snapshot: missing },
  });
}

function checkGeneration({ document, ifGeneration }: Wish, generation: number): void {
  if (ifGeneration === undefined || ifGeneration === generation) return;
  const message = `environment "${document.metadata.name}" is at generation ${generation}, not ${ifGeneration}`;
  throw new OrchestratorError("PRECONDITION_FAILED", message, { details: { generation, ifGeneration } });
}
