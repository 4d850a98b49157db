import { sql } from "kysely";
import { checkParameter } from "../../../domain/check-parameter.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { BlueprintDocument } from "../../../domain/schema/documents.ts";
import { acceptRequest, type AcceptedRequest } from "../accept-request.ts";
import { first, type Postgres, type Rows } from "../connect-postgres.ts";
import { lockEnvironmentByName, type LockedEnvironment } from "../lock-environment.ts";
import type { Accepted, AcceptedResult, RequestIdentity } from "../requests-port.ts";
import type { PromotionWish } from "../promotions-port.ts";
import { writeEvent } from "../write-event.ts";
import { currentStage, insertPromotion } from "./insert-promotion.ts";
import { readVetoes } from "./read-rules.ts";
import { requireGates, requireSame } from "./require-supplied.ts";

interface WantedRelease {
  readonly version: string;
  readonly digest: string;
}

/** Queues a promotion, or joins one that is open. @see StoreOfPromotionApi.acceptPromote */
export async function acceptPromote(
  postgres: Postgres,
  identity: RequestIdentity,
  wish: PromotionWish,
): Promise<Accepted> {
  return await acceptRequest(postgres, { ...identity, verb: wish.kind }, async (rows, request) => {
    const { project, environment: name, kind } = wish;
    const environment = await lockEnvironmentByName(rows, { project, name });
    const at = environment === undefined ? undefined : await currentStage(rows, project, name);
    if (environment === undefined || at === undefined) throw noStage(wish, environment !== undefined);
    if (environment.isDeleting)
      throw new OrchestratorError("ENVIRONMENT_DELETING", `environment "${name}" is being deleted`);
    const release = await wantedRelease(rows, { wish, environment });
    await refuseVetoed(rows, { project, environment: name, release });
    await requireParameters(rows, { environment, release });
    const answer = { kind: "Promotion", project } as const;
    const open = await openPromotion(rows, { environment, release, kind });
    if (open !== undefined) {
      await requireSame(rows, open, wish.supplied);
      await joinPromotion(rows, request, open);
      await passFreeze(rows, request, { environment, wish, promotionId: open });
      return [{ ...answer, name: open, result: "unchanged", promotionId: open } satisfies AcceptedResult];
    }
    if (await runsAlready(rows, environment, release))
      return [{ ...answer, name: release.version, result: "unchanged" }];
    const { why, overrideFreeze, supplied } = wish;
    requireGates(at.stage, supplied);
    const id = await insertPromotion(rows, {
      environment,
      at,
      kind,
      release,
      why,
      supplied,
      ...(overrideFreeze === undefined ? {} : { overrideFreeze }),
      actor: request.actor,
      traceId: request.traceId,
    });
    await joinPromotion(rows, request, id);
    return [{ ...answer, name: id, result: "created", promotionId: id }];
  });
}

/**
 * Gives a request the outcome of a promotion that is not over. Who asks for what others are voting on has asked for it,
 * too: the questions look at their votes again.
 */
export async function joinPromotion(rows: Rows, request: AcceptedRequest, promotionId: string): Promise<void> {
  await sql`insert into request_promotion (promotion_id, request_id) values (${promotionId}, ${request.id}) on conflict do nothing`.execute(
    rows,
  );
  await sql`select look_promotion(p.id) from promotion p where p.id = ${promotionId} and p.state = 'Waiting'
    and exists (select from approval where promotion_id = p.id and status in ('pending', 'approved'))`.execute(rows);
}

/** Whoever joins a promotion that waits may let it pass by freeze windows; who did it first stays in the record. */
async function passFreeze(
  rows: Rows,
  { actor }: AcceptedRequest,
  {
    environment,
    wish,
    promotionId,
  }: { readonly environment: LockedEnvironment; readonly wish: PromotionWish; readonly promotionId: string },
): Promise<void> {
  const { overrideFreeze, project, environment: name } = wish;
  if (overrideFreeze === undefined) return;
  const { numAffectedRows } = await sql`update promotion set override_freeze = ${overrideFreeze}
    where id = ${promotionId} and override_freeze is null and state = 'Waiting'`.execute(rows);
  if (numAffectedRows !== 1n) return;
  await writeEvent(rows, {
    type: "promotion.freeze-overridden",
    actor,
    project,
    environment: name,
    environmentUid: environment.uid,
    promotionId,
    message: `promotion ${promotionId} into ${name} may pass by freeze windows: ${overrideFreeze}`,
    data: { overrideFreeze },
  });
  await sql`select look_promotion(${promotionId})`.execute(rows);
}

function noStage({ project, environment }: PromotionWish, exists: boolean): OrchestratorError {
  const message = exists
    ? `environment "${environment}" of project "${project}" is no stage of a pipeline`
    : `project "${project}" has no environment "${environment}"`;
  return new OrchestratorError(exists ? "STAGE_NOT_FOUND" : "NOT_FOUND", message, {
    details: { project, environment },
  });
}

async function wantedRelease(
  rows: Rows,
  { wish, environment }: { readonly wish: PromotionWish; readonly environment: LockedEnvironment },
): Promise<WantedRelease> {
  const { project, kind } = wish;
  const version = wish.release ?? (kind === "rollback" ? await releaseBefore(rows, environment) : undefined);
  if (version === undefined)
    throw new OrchestratorError(
      "NOTHING_TO_ROLL_BACK_TO",
      `environment "${environment.name}" has run no other release`,
      {
        details: { project, environment: environment.name },
      },
    );
  return await requireRelease(rows, project, version);
}

/** A release that is there, and stays until this transaction ends. @throws OrchestratorError `NOT_FOUND` */
export async function requireRelease(rows: Rows, project: string, version: string): Promise<WantedRelease> {
  const found = await first(
    rows,
    sql<WantedRelease>`select version, digest from release where project = ${project} and version = ${version} and deleted_at is null for key share`,
  );
  if (found === undefined)
    throw new OrchestratorError("NOT_FOUND", `project "${project}" has no release "${version}"`, {
      details: { project, release: version },
    });
  return found;
}

/** The release that an environment ran before the present one; undefined when it has run no other. */
async function releaseBefore(rows: Rows, { uid, document }: LockedEnvironment): Promise<string | undefined> {
  const found = await first(
    rows,
    sql<{ release: string }>`
      select release from (
        select release, position, ended_at as at from promotion where environment_uid = ${uid} and state = 'Verified' and kind <> 'change'
        union all
        select restore_to ->> 'release', position - 0.5, admitted_at from promotion where environment_uid = ${uid} and restore_to is not null
      ) as ran where release <> ${document.spec.release} order by position desc limit 1`,
  );
  return found?.release;
}

async function refuseVetoed(
  rows: Rows,
  {
    project,
    environment,
    release,
  }: { readonly project: string; readonly environment: string; readonly release: WantedRelease },
): Promise<void> {
  const [veto] = await readVetoes(rows, { project, environment, release: release.version });
  if (veto === undefined) return;
  throw new OrchestratorError("RELEASE_VETOED", `release "${release.version}" is vetoed: ${veto.reason}`, {
    details: { veto: veto.id, release: release.version },
  });
}

/** A release that its environment's parameters do not fit could never be planned. @throws OrchestratorError `PARAMETER_MISSING`, `PARAMETER_INVALID` */
async function requireParameters(
  rows: Rows,
  { environment, release }: { readonly environment: LockedEnvironment; readonly release: WantedRelease },
): Promise<void> {
  const { project, name, document } = environment;
  const found = await first(
    rows,
    sql<{ parameters: BlueprintDocument["spec"]["parameters"] | null }>`
      select b.document #> '{spec,parameters}' as parameters from release r
      join blueprint b on b.project = r.project and b.name = split_part(r.blueprint, '@', 1) and b.version = split_part(r.blueprint, '@', 2)
      where r.project = ${project} and r.version = ${release.version}`,
  );
  const given = document.spec.parameters;
  for (const [parameter, schema] of Object.entries(found?.parameters ?? {})) {
    const value = Object.hasOwn(given, parameter) ? given[parameter] : schema.default;
    const of = `parameter "${parameter}" of release ${release.version}`;
    if (value === undefined)
      throw new OrchestratorError("PARAMETER_MISSING", `${of} has no default, and ${name} has no value for it`, {
        details: { parameter, environment: name },
      });
    const [fault] = checkParameter(schema, value);
    if (fault === undefined) continue;
    throw new OrchestratorError("PARAMETER_INVALID", `${of} does not take what ${name} has: ${fault.message}`, {
      details: { parameter, environment: name },
    });
  }
}

/** The promotion of a release into an environment that is on its way; undefined when there is none. */
export async function openPromotion(
  rows: Rows,
  {
    environment,
    release,
    kind,
  }: { readonly environment: LockedEnvironment; readonly release: WantedRelease; readonly kind: string },
): Promise<string | undefined> {
  const found = await first(
    rows,
    sql<{
      id: string;
    }>`select id from promotion where environment_uid = ${environment.uid} and release_digest = ${release.digest}
      and kind = ${kind} and not is_promotion_over(state) and not is_cancel_requested order by position desc limit 1`,
  );
  return found?.id;
}

/** True when the environment has the release, is well, and no promotion is about to bring another. */
async function runsAlready(rows: Rows, environment: LockedEnvironment, release: WantedRelease): Promise<boolean> {
  if (environment.document.spec.release !== release.version) return false;
  if (environment.restPhase !== "Ready" || environment.observedGeneration !== environment.generation) return false;
  const other = await first(
    rows,
    sql`select from promotion where environment_uid = ${environment.uid} and kind <> 'change' and not is_promotion_over(state)`,
  );
  return other === undefined;
}
