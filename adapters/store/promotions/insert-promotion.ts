import { sql } from "kysely";
import type { EnvironmentDocument, PipelineDocument, StageSpec } from "../../../domain/schema/documents.ts";
import type { PromotionKind } from "../../../domain/schema/phases.ts";
import { gatesOfStage } from "../../../domain/stage-gates.ts";
import { first, type Rows } from "../connect-postgres.ts";
import type { Actor } from "../views-port.ts";
import { storable } from "../storable.ts";
import { writeEvent } from "../write-event.ts";
import { promotionId } from "./promotion-id.ts";

/** The current stage of an environment. */
export interface CurrentStage {
  readonly pipeline: string;
  readonly version: number;
  readonly isGated: boolean;
  readonly stage: StageSpec;
  readonly document: PipelineDocument;
}

/** A promotion to queue. Its environment's row is locked. */
export interface NewPromotion {
  readonly environment: { readonly uid: string; readonly project: string; readonly name: string };
  readonly at: CurrentStage;
  readonly kind: PromotionKind;
  readonly release: { readonly version: string; readonly digest: string };
  /** What a change wants; absent for the other kinds. */
  readonly wish?: EnvironmentDocument;
  readonly why: string;
  readonly overrideFreeze?: string;
  readonly supplied?: Readonly<Record<string, string>>;
  readonly actor: Actor;
  readonly traceId: string;
}

/** The current stage of an environment; undefined when it is no stage of a pipeline. */
export async function currentStage(
  rows: Rows,
  project: string,
  environment: string,
): Promise<CurrentStage | undefined> {
  const found = await first(
    rows,
    sql<Omit<CurrentStage, "stage">>`select s.pipeline, s.version, s.is_gated as "isGated", p.document from stage s
      join pipeline p on p.project = s.project and p.name = s.pipeline and p.version = s.version
      where s.project = ${project} and s.environment = ${environment}`,
  );
  if (found === undefined) return undefined;
  const stage = found.document.spec.stages.find((one) => one.environment === environment);
  if (stage === undefined) throw new Error(`pipeline "${found.pipeline}" has no stage "${environment}"`);
  return { ...found, stage };
}

/** Queues a promotion with its gates, its event, and the look that wakes its workflow. Answers its id. */
export async function insertPromotion(rows: Rows, wanted: NewPromotion): Promise<string> {
  const { environment, at, kind, release, wish, why, overrideFreeze, supplied = {}, actor, traceId } = wanted;
  const earlier = await first(
    rows,
    sql<{ attempts: number }>`select coalesce(max(attempt), 0) as attempts from promotion
      where environment_uid = ${environment.uid} and release_digest = ${release.digest} and kind = ${kind}`,
  );
  const attempt = (earlier?.attempts ?? 0) + 1;
  const cause = { pipeline: at.pipeline, pipelineVersion: at.version, kind, releaseDigest: release.digest, attempt };
  const id = promotionId({ environmentUid: environment.uid, ...cause });
  await sql`
    insert into promotion (id, project, pipeline, pipeline_version, environment_uid, environment, kind, release, release_digest, wish, attempt,
      why, override_freeze, supplied, actor, trace_id)
    values (${id}, ${environment.project}, ${at.pipeline}, ${at.version}, ${environment.uid}, ${environment.name}, ${kind}, ${release.version},
      ${release.digest}, ${wish === undefined ? null : storable(wish)}::json, ${attempt}, ${why}, ${overrideFreeze ?? null},
      ${storable(supplied)}::json, ${storable(actor)}::json, ${traceId})`.execute(rows);
  const gates = gatesOfStage(at.stage).map((gate, place) => ({ ...gate, place }));
  if (gates.length > 0)
    await sql`
      insert into promotion_gate (promotion_id, name, place, kind, config)
      select ${id}, g.name, g.place, g.kind, g.config
      from json_to_recordset(${storable(gates)}::json) as g(name text, place int, kind text, config json)`.execute(
      rows,
    );
  await writeEvent(rows, {
    type: "promotion.requested",
    actor,
    project: environment.project,
    environment: environment.name,
    environmentUid: environment.uid,
    promotionId: id,
    message: `${kind} of ${release.version} into ${environment.name} was asked for${why === "" ? "" : `: ${why}`}`,
    data: {
      kind,
      release: release.version,
      releaseDigest: release.digest,
      attempt,
      ...(overrideFreeze === undefined ? {} : { overrideFreeze }),
    },
  });
  await sql`select look_promotion(${id})`.execute(rows);
  return id;
}
