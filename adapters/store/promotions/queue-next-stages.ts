import { sql } from "kysely";
import type { PipelineDocument } from "../../../domain/schema/documents.ts";
import { first, many, type Rows } from "../connect-postgres.ts";
import { lockEnvironmentByName } from "../lock-environment.ts";
import type { Actor } from "../views-port.ts";
import { SYSTEM } from "../write-event.ts";
import { currentStage, insertPromotion } from "./insert-promotion.ts";
import type { LockedPromotion } from "./lock-promotion.ts";
import { wakePromotions } from "./wake-promotions.ts";

/** A release on its way through a pipeline. */
interface Travelling {
  readonly project: string;
  readonly release: { readonly version: string; readonly digest: string };
  readonly actor: Actor;
  readonly traceId: string;
  readonly why: string;
}

/**
 * Queues a release in each stage that starts by itself and whose stages before have all verified it. Called in the
 * transaction that records a verification, with its environment's row locked, so that stages come together once.
 */
export async function queueNextStages(rows: Rows, promotion: LockedPromotion): Promise<void> {
  const { project, pipeline, environment, release, releaseDigest, kind } = promotion;
  if (kind === "change") return;
  // Whoever waits for this very verification goes on now.
  await wakePromotions(rows, sql`p.project = ${project} and p.release_digest = ${releaseDigest}`);
  // What was rolled back in one stage is not to follow in those behind it: they may run something newer.
  if (kind === "rollback") return;
  const current = await first(
    rows,
    sql<{ document: PipelineDocument }>`select document from pipeline
      where project = ${project} and name = ${pipeline} and replaced_at is null`,
  );
  const next = current?.document.spec.stages.filter(
    ({ after, start }) => start === "automatic" && after.includes(environment),
  );
  for (const stage of next ?? []) {
    const verified = await verifiedIn(rows, { project, releaseDigest, stages: stage.after });
    if (!stage.after.every((name) => verified.has(name))) continue;
    await queueOnce(rows, stage.environment, {
      project,
      release: { version: release, digest: releaseDigest },
      actor: SYSTEM,
      traceId: "",
      why: `verified in ${stage.after.join(", ")}`,
    });
  }
}

/**
 * Queues a new release in each stage that comes first, starts by itself, and runs another release of the same blueprint.
 * @param blueprint - Its name, without the version.
 */
export async function queueFirstStages(rows: Rows, travelling: Travelling, blueprint: string): Promise<void> {
  const { project, release } = travelling;
  const pipelines = await many(
    rows,
    sql<{ document: PipelineDocument }>`select document from pipeline
      where project = ${project} and replaced_at is null order by name`,
  );
  for (const { document } of pipelines) {
    const stages = document.spec.stages.filter(({ after, start }) => start === "automatic" && after.length === 0);
    for (const stage of stages.toSorted((left, right) => (left.environment < right.environment ? -1 : 1))) {
      const runs = await first(
        rows,
        sql<{
          isSame: boolean;
        }>`select split_part(r.blueprint, '@', 1) = ${blueprint} and e.release <> ${release.version} as "isSame"
          from environment e join release r on r.project = e.project and r.version = e.release
          where e.project = ${project} and e.name = ${stage.environment} and e.rest_phase <> 'Gone'`,
      );
      if (runs?.isSame === true) await queueOnce(rows, stage.environment, travelling);
    }
  }
}

async function queueOnce(
  rows: Rows,
  name: string,
  { project, release, actor, traceId, why }: Travelling,
): Promise<void> {
  const environment = await lockEnvironmentByName(rows, { project, name });
  if (environment === undefined || environment.isDeleting) return;
  if (environment.document.spec.release === release.version) return;
  const at = await currentStage(rows, project, name);
  if (at === undefined) return;
  const before = await first(
    rows,
    sql`select from promotion where environment_uid = ${environment.uid} and release_digest = ${release.digest} and kind = 'promote'`,
  );
  if (before !== undefined) return;
  await insertPromotion(rows, { environment, at, kind: "promote", release, why, actor, traceId });
}

/** Stages, of those named, in which a release was verified and that was not revoked. */
async function verifiedIn(
  rows: Rows,
  {
    project,
    releaseDigest,
    stages,
  }: { readonly project: string; readonly releaseDigest: string; readonly stages: readonly string[] },
): Promise<ReadonlySet<string>> {
  const found = await many(
    rows,
    sql<{
      environment: string;
    }>`select distinct p.environment from promotion p join environment e on e.uid = p.environment_uid
      where p.project = ${project} and p.environment = any (${stages}) and p.release_digest = ${releaseDigest} and p.kind <> 'change'
        and p.state = 'Verified' and p.revoked_at is null and e.rest_phase <> 'Gone'`,
  );
  return new Set(found.map(({ environment }) => environment));
}
