import { sql } from "kysely";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { ConnectionDocument, FreezeWindowDocument, PipelineDocument } from "../../../domain/schema/documents.ts";
import { isGated } from "../../../domain/stage-gates.ts";
import type { AcceptedRequest } from "../accept-request.ts";
import { requireProject } from "../apply-version.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { AcceptedResult } from "../requests-port.ts";
import { storable } from "../storable.ts";
import { writeEvent } from "../write-event.ts";
import { wakePromotions } from "./wake-promotions.ts";

interface Sent<Doc> {
  readonly document: Doc;
  readonly digest: string;
}

/** Stores a connection; it may change. */
export async function applyConnection(
  rows: Rows,
  { actor }: AcceptedRequest,
  sent: Sent<ConnectionDocument>,
): Promise<AcceptedResult> {
  const { document, digest } = sent;
  const { project, name } = document.metadata;
  await requireProject(rows, project);
  const answer = { kind: "Connection", project, name } as const;
  const stored = await first(
    rows,
    sql<{ digest: string; isDeleted: boolean }>`select digest, deleted_at is not null as "isDeleted" from connection
      where project = ${project} and name = ${name} for no key update`,
  );
  if (stored?.digest === digest && !stored.isDeleted) return { ...answer, result: "unchanged" };
  await sql`insert into connection (project, name, document, digest) values (${project}, ${name}, ${storable(document)}::json, ${digest})
    on conflict (project, name) do update set document = excluded.document, digest = excluded.digest, deleted_at = null`.execute(
    rows,
  );
  const result = stored === undefined || stored.isDeleted ? "created" : "changed";
  await writeEvent(rows, { type: `connection.${result}`, actor, project, message: `connection ${name} was ${result}` });
  return { ...answer, result };
}

/**
 * Stores a pipeline as a new version, and its stages. Promotions that are on their way keep the version they began with.
 * @throws OrchestratorError `PIPELINE_OVERLAP`
 */
export async function applyPipeline(
  rows: Rows,
  { actor }: AcceptedRequest,
  sent: Sent<PipelineDocument>,
): Promise<AcceptedResult> {
  const { document, digest } = sent;
  const { project, name } = document.metadata;
  await requireProject(rows, project);
  const answer = { kind: "Pipeline", project, name } as const;
  // Two applies of one pipeline come one after the other; the project's row is there for both to lock.
  await sql`select from project where name = ${project} for no key update`.execute(rows);
  const stored = await first(
    rows,
    sql<{
      version: number;
      digest: string;
      isReplaced: boolean;
    }>`select version, digest, replaced_at is not null as "isReplaced" from pipeline
      where project = ${project} and name = ${name} order by version desc limit 1`,
  );
  if (stored?.digest === digest && !stored.isReplaced) return { ...answer, result: "unchanged" };
  const version = (stored?.version ?? 0) + 1;
  await sql`update pipeline set replaced_at = now() where project = ${project} and name = ${name} and replaced_at is null`.execute(
    rows,
  );
  await sql`insert into pipeline (project, name, version, document, digest)
    values (${project}, ${name}, ${version}, ${storable(document)}::json, ${digest})`.execute(rows);
  await storeStages(rows, document, version);
  const result = stored === undefined || stored.isReplaced ? "created" : "changed";
  await writeEvent(rows, {
    type: `pipeline.${result}`,
    actor,
    project,
    message: `pipeline ${name} was ${result}, version ${version}`,
    data: { version, digest },
  });
  return { ...answer, result, generation: version };
}

async function storeStages(rows: Rows, { metadata, spec }: PipelineDocument, version: number): Promise<void> {
  const { project, name } = metadata;
  await sql`delete from stage where project = ${project} and pipeline = ${name}`.execute(rows);
  const stages = spec.stages.map((stage, place) => ({
    environment: stage.environment,
    place,
    isGated: isGated(stage),
  }));
  const overlap = await first(
    rows,
    sql<{ environment: string; pipeline: string }>`select environment, pipeline from stage
      where project = ${project} and environment = any (${stages.map(({ environment }) => environment)})`,
  );
  if (overlap !== undefined) {
    const message = `environment "${overlap.environment}" is a stage of pipeline "${overlap.pipeline}" already`;
    throw new OrchestratorError("PIPELINE_OVERLAP", message, { details: { ...overlap } });
  }
  await sql`insert into stage (project, environment, pipeline, version, place, is_gated)
    select ${project}, s.environment, ${name}, ${version}, s.place, s."isGated"
    from json_to_recordset(${storable(stages)}::json) as s(environment text, place int, "isGated" boolean)`.execute(
    rows,
  );
}

/** Stores a freeze window; it may change. Whoever waits is asked again, a few at once, where it may be shorter now. */
export async function applyFreezeWindow(
  rows: Rows,
  { actor }: AcceptedRequest,
  sent: Sent<FreezeWindowDocument>,
): Promise<AcceptedResult> {
  const { document, digest } = sent;
  const { project = "", name } = document.metadata;
  if (project !== "") await requireProject(rows, project);
  const answer = { kind: "FreezeWindow", project, name } as const;
  const stored = await first(
    rows,
    sql<{
      digest: string;
    }>`select digest from freeze_window where project = ${project} and name = ${name} for no key update`,
  );
  if (stored?.digest === digest) return { ...answer, result: "unchanged" };
  await sql`insert into freeze_window (project, name, document, digest, actor)
    values (${project}, ${name}, ${storable(document)}::json, ${digest}, ${storable(actor)}::json)
    on conflict (project, name) do update set document = excluded.document, digest = excluded.digest, actor = excluded.actor`.execute(
    rows,
  );
  await sql`select touch_rules()`.execute(rows);
  const result = stored === undefined ? "created" : "changed";
  const { reason, scope, from, to } = document.spec;
  await writeEvent(rows, {
    type: `freeze-window.${result}`,
    actor,
    project,
    ...(scope.environment === undefined ? {} : { environment: scope.environment }),
    message: `freeze window ${name} was ${result}: ${reason}`,
    data: {
      scope: { ...scope } as never,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  });
  if (stored !== undefined) await wakeFrozen(rows, project);
  return { ...answer, result };
}

/** Wakes whoever a freeze window may have kept waiting: promotions a few at once, and environments with work. */
export async function wakeFrozen(rows: Rows, project: string): Promise<void> {
  await wakePromotions(rows, project === "" ? sql`true` : sql`p.project = ${project}`);
  await sql`select look(w.environment_uid) from (
    select distinct o.environment_uid from operation o join environment e on e.uid = o.environment_uid
    where o.state = 'Accepted' and (${project === ""} or e.project = ${project})) as w`.execute(rows);
}
