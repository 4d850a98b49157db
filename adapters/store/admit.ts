import { sql } from "kysely";
import { bindingFacts } from "../../domain/bindings.ts";
import type { BlueprintDocument, ReleaseDocument } from "../../domain/schema/documents.ts";
import type { Plan, PlannedComponent } from "../../domain/schema/plan.ts";
import { first, many, type Postgres, type Rows } from "./connect-postgres.ts";
import { raiseEpoch } from "./finish-operation.ts";
import type { LockedEnvironment } from "./lock-environment.ts";
import { lockOperation, type LockedOperation } from "./lock-operation.ts";
import { newUid } from "./new-id.ts";
import type { Admission, AdmissionWish, AdmittedStep } from "./operations-port.ts";
import { recordUpgrade } from "./upgrades/record-upgrade.ts";
import { overtaken, recordSteps, takeWish } from "./promotions/take-wish.ts";
import { storable } from "./storable.ts";
import { SYSTEM, writeEvent } from "./write-event.ts";

const SHORTEST_DEADLINE_MS = 3_600_000;

interface Documents {
  readonly blueprint: BlueprintDocument;
  readonly release: { readonly document: ReleaseDocument; readonly digest: string };
}

/** Takes the turn for an operation, or says why not. @see StoreOfOperations.admit */
export async function admit(postgres: Postgres, operationId: string, admission: AdmissionWish): Promise<Admission> {
  return await postgres.transaction(async (rows) => {
    const locked = await lockOperation(rows, operationId);
    if (locked?.environment === undefined) return { isAdmitted: false, reason: "its environment is gone" };
    const { operation } = locked;
    let environment = locked.environment;
    const { plan } = admission;
    if (operation.state === "Running" && operation.epoch !== null && operation.epoch === environment.epoch) {
      return await admitted(rows, environment, { epoch: operation.epoch, plan, operationId });
    }
    const reason =
      refusal(operation, environment, admission.basisGeneration) ?? (await overtaken(rows, operation, admission));
    if (reason !== undefined) return { isAdmitted: false, reason };
    environment = await takeWish(rows, { operation, environment, admission });
    const documents = await readDocuments(rows, environment);
    const epoch = await raiseEpoch(rows, environment);
    await recordTurn(rows, {
      operation,
      environment,
      documents,
      plan,
      epoch,
      restoreFrom: admission.restoreFrom ?? {},
    });
    await recordSteps(rows, operation.id, admission.steps ?? []);
    await recordUpgrade(rows, { operationId, environmentUid: environment.uid, plan });
    const { uid: environmentUid, project, name } = environment;
    const message = `${operation.kind} of ${name} has its turn: ${plan.components.filter(({ action }) => action !== "keep").length} components to run`;
    await writeEvent(rows, {
      type: "operation.admitted",
      actor: SYSTEM,
      project,
      environment: name,
      environmentUid,
      operationId,
      promotionId: operation.promotionId,
      message,
      data: { epoch, planDigest: plan.digest },
    });
    return await admitted(rows, environment, { epoch, plan, operationId });
  });
}

function refusal(
  operation: LockedOperation,
  environment: LockedEnvironment,
  basisGeneration: number,
): string | undefined {
  if (operation.state !== "Running") return `it is ${operation.state.toLowerCase()}`;
  if (environment.runningOperationId !== operation.id) return "another operation is recorded as running";
  if (operation.isCancelRequested) return "it was cancelled before its turn";
  if (environment.isDeleting && operation.kind !== "delete") return "the environment is to be deleted";
  const { generation } = environment;
  if (generation !== basisGeneration)
    return `generation ${generation} was asked for after its plan was made from ${basisGeneration}`;
  if (operation.kind !== "delete" && operation.generation !== generation)
    return `generation ${generation} was asked for since`;
  return undefined;
}

async function admitted(
  rows: Rows,
  { uid, cell }: LockedEnvironment,
  { epoch, plan, operationId }: { readonly epoch: number; readonly plan: Plan; readonly operationId: string },
): Promise<Admission> {
  const names = plan.components.map(({ name }) => name);
  // A component that this turn has taken away already is still part of its answer.
  const found = await many(
    rows,
    sql<{ name: string; uid: string }>`select name, uid from component
      where environment_uid = ${uid} and name = any (${names}) and (not is_gone or turn_epoch = ${epoch}) order by is_gone desc`,
  );
  const componentUids = Object.fromEntries(found.map((component) => [component.name, component.uid]));
  const steps = await many(
    rows,
    sql<AdmittedStep>`select name, time, state, coalesce((spec ->> 'always')::boolean, false) as always,
        coalesce((spec ->> 'continueOnFailure')::boolean, false) as "continueOnFailure"
      from step_run where operation_id = ${operationId} order by place`,
  );
  return { isAdmitted: true, epoch, componentUids, environmentUid: uid, cell, steps };
}

async function readDocuments(rows: Rows, { document }: LockedEnvironment): Promise<Documents> {
  const { project } = document.metadata;
  const found = await first(
    rows,
    sql<Documents>`
      select b.document as blueprint, json_build_object('document', r.document, 'digest', r.digest) as release
      from release r
      join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2)
      where r.project = ${project} and r.version = ${document.spec.release}`,
  );
  if (found === undefined)
    throw new Error(`release "${document.spec.release}" of project "${project}" is used and is not there`);
  return found;
}

interface NewTurn {
  readonly operation: LockedOperation;
  readonly environment: LockedEnvironment;
  readonly documents: Documents;
  readonly plan: Plan;
  readonly epoch: number;
  readonly restoreFrom: Readonly<Record<string, string>>;
}

async function recordTurn(
  rows: Rows,
  { operation, environment, documents, plan, epoch, restoreFrom }: NewTurn,
): Promise<void> {
  const { uid, cell, document } = environment;
  const facts = bindingFacts({ environment: document, ...documents });
  const deadlineMs = Math.max(SHORTEST_DEADLINE_MS, 3 * plan.estimateMs);
  await sql`update operation set epoch = ${epoch}, plan = ${storable(plan)}::json, facts = ${storable(facts)}::json,
    deadline_at = started_at + ${deadlineMs} * interval '1 millisecond' where id = ${operation.id}`.execute(rows);
  const snapshots = await readSnapshots(rows, { ...document.spec.restoreFrom, ...restoreFrom });
  const running = plan.components.filter(({ action }) => action !== "keep");
  const planned = running.map((component) => plannedRow(component, { documents, snapshots }));
  await sql`
    insert into component (uid, environment_uid, cell, name, kind, on_delete, needs, operation_id, turn_epoch, action, expected_ms, ready_within_ms,
      spec, artifact_digest, restore_from)
    select p.uid, ${uid}, ${cell}, p.name, p.kind, p."onDelete", p.needs, ${operation.id}, ${epoch}::int, p.action, p."expectedMs", p."readyWithinMs",
      p.spec, p."artifactDigest", p."restoreFrom"
    from json_to_recordset(${storable(planned)}::json) as p(uid uuid, name text, kind text, "onDelete" text, needs text[], action text,
      "expectedMs" double precision, "readyWithinMs" double precision, spec json, "artifactDigest" text, "restoreFrom" json)
    order by p.name
    on conflict (environment_uid, name) where not is_gone do update set
      kind = excluded.kind, on_delete = excluded.on_delete, operation_id = excluded.operation_id, turn_epoch = excluded.turn_epoch,
      action = excluded.action, expected_ms = excluded.expected_ms, ready_within_ms = excluded.ready_within_ms, spec = excluded.spec,
      artifact_digest = excluded.artifact_digest, restore_from = excluded.restore_from, started_at = null`.execute(
    rows,
  );
  const kept = plan.components
    .filter(({ action }) => action === "keep")
    .map(({ name, onDelete }) => ({ name, onDelete }));
  // What happens to a component at its deletion is no input of it: it changes without a run.
  await sql`update component set on_delete = k."onDelete" from json_to_recordset(${storable(kept)}::json) as k(name text, "onDelete" text)
    where component.environment_uid = ${uid} and component.name = k.name and not is_gone and on_delete <> k."onDelete"`.execute(
    rows,
  );
  const names = running.map(({ name }) => name);
  // This turn deals with what watchers saw of the components it runs.
  await sql`update wake set answered_by = ${operation.id} where environment_uid = ${uid} and answered_by is null
    and component_uid in (select uid from component where environment_uid = ${uid} and name = any (${names}))`.execute(
    rows,
  );
}

type Snapshots = Readonly<Record<string, { readonly id: string; readonly location: string }>>;

async function readSnapshots(rows: Rows, restoreFrom: Readonly<Record<string, string>>): Promise<Snapshots> {
  const ids = Object.values(restoreFrom);
  if (ids.length === 0) return {};
  const found = await many(
    rows,
    sql<{ id: string; location: string }>`select id, location from snapshot where id = any (${ids})`,
  );
  const entries = Object.entries(restoreFrom).flatMap(([component, id]) =>
    found.filter((snapshot) => snapshot.id === id).map((snapshot) => [component, snapshot] as const),
  );
  return Object.fromEntries(entries);
}

function plannedRow(
  component: PlannedComponent,
  { documents, snapshots }: { readonly documents: Documents; readonly snapshots: Snapshots },
) {
  const { name, kind, onDelete, needs, action, expectedMs, readyWithinMs } = component;
  const desired = documents.blueprint.spec.components[name];
  const spec = desired === undefined ? null : specOf(desired);
  const artifact = desired?.artifact;
  const artifactDigest =
    artifact === undefined ? null : (documents.release.document.spec.artifacts[artifact]?.digest ?? null);
  return {
    uid: newUid(),
    name,
    kind,
    onDelete,
    needs,
    action,
    expectedMs,
    readyWithinMs,
    spec,
    artifactDigest,
    restoreFrom: snapshots[name] ?? null,
  };
}

function specOf({ artifact, config, after }: BlueprintDocument["spec"]["components"][string] & object) {
  return { config, after, ...(artifact === undefined ? {} : { artifact }) };
}
