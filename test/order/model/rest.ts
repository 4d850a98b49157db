import { isPromotionOver } from "../../../domain/schema/phases.ts";
import { wishGroup } from "../../../domain/wished-environment.ts";
import type { Finding, History } from "./history.ts";
import { type LineShape, RELEASES, type Stage } from "./line.ts";
import type { ModelResource } from "./model-cloud.ts";
import type { EnvironmentRow, OperationRow, PromotionRow, Truth } from "./truth.ts";

/** What has come to rest. */
export interface Rest {
  readonly truth: Truth;
  readonly history: History;
  readonly pipelines: ReadonlyMap<number, LineShape>;
  /** What is there; absent where that is not looked at. */
  readonly resources?: readonly ModelResource[];
}

/** What holds once nothing moves any more. */
export const REST_RULE = "what is at rest has ended, or waits for a stated reason";
/** What runs then. */
export const SAME_RULE = "what says that it is ready runs what was asked for, and nothing else";

/** What must hold once nothing moves any more: nobody waits without a reason, and what runs is what was asked for. */
export function brokenAtRest(rest: Rest): readonly Finding[] {
  const { environments, operations, promotions } = rest.truth;
  const { resources } = rest;
  const waiting = [
    ...promotions.flatMap((promotion) => waitsInVain(promotion, rest)),
    ...operations.flatMap((operation) => neverEnded(operation, rest)),
  ];
  const others = resources === undefined ? [] : environments.flatMap((one) => runsAnother(one, rest.truth, resources));
  return [
    ...waiting.map((problem) => ({ rule: REST_RULE, problem })),
    ...others.map((problem) => ({ rule: SAME_RULE, problem })),
  ];
}

function neverEnded(
  { id, kind, state, environmentUid, promotionId }: OperationRow,
  { truth, history }: Rest,
): readonly string[] {
  if (state === "Running") return [`${kind} ${id} still runs`];
  if (state !== "Accepted") return [];
  const environment = truth.environments.find(({ uid }) => uid === environmentUid);
  const mayWait = environment?.isSuspended === true || (promotionId === null && history.isFrozen(environment?.name));
  return mayWait ? [] : [`${kind} ${id} never had its turn`];
}

function waitsInVain(promotion: PromotionRow, { truth, history, pipelines }: Rest): readonly string[] {
  const { id, kind, state, reason, operationId, environmentUid, environment: name } = promotion;
  if (isPromotionOver(state)) return promotion.isFinished ? [] : [`promotion ${id} is over, and not finished`];
  const environment = truth.environments.find(({ uid }) => uid === environmentUid);
  if (environment === undefined || environment.restPhase === "Gone")
    return [`promotion ${id} is open, and its environment is gone`];
  if (state === "Held") return [];
  // A suspended environment starts nothing.
  if (operationId !== null) return environment.isSuspended ? [] : [`promotion ${id} is ${state.toLowerCase()} at rest`];
  if (reason === "") return [`promotion ${id} waits for no stated reason`];
  const older = truth.promotions.some(
    (other) =>
      other.environmentUid === environmentUid &&
      other.position < promotion.position &&
      wishGroup(other.kind) === wishGroup(kind) &&
      !isPromotionOver(other.state),
  );
  const queue = pipelines.get(promotion.pipelineVersion)?.[name as Stage].queue;
  const mayWait =
    history.forbidden(promotion).length > 0 ||
    environment.isHeld ||
    environment.isSuspended ||
    (queue === "each" && older) ||
    (kind === "promote" && !history.isVerifiedBefore(promotion, truth.promotions));
  return mayWait ? [] : [`promotion ${id} of ${promotion.release} into ${name} waits in vain: ${reason}`];
}

/** What is there is what the document says, wherever the environment says that it is ready. */
function runsAnother(
  environment: EnvironmentRow,
  truth: Truth,
  resources: readonly ModelResource[],
): readonly string[] {
  const { uid, name, document, restPhase, generation, observedGeneration, isHeld, isDeleting } = environment;
  const mine = resources.filter(({ id }) => id.environmentUid === uid);
  if (restPhase === "Gone") return mine.map(({ id }) => `"${id.component}" of ${name} is there, and ${name} is gone`);
  if (restPhase !== "Ready" || isHeld || isDeleting || generation !== observedGeneration) return [];
  const { release, parameters } = document.spec;
  const wanted = RELEASES.indexOf(release as never) % 2 === 1 ? ["api", "database", "web"] : ["api", "database"];
  const alive = truth.components.filter(({ environmentUid, phase }) => environmentUid === uid && phase === "Ready");
  const there = mine.filter((resource) =>
    alive.some(({ uid: componentUid, incarnation }) => isOf(resource, componentUid, incarnation)),
  );
  const names = there.map(({ id }) => id.component).toSorted();
  const api = there.find(({ id }) => id.component === "api")?.config.properties;
  const isSuspendedLoss = environment.isSuspended && names.length < wanted.length;
  const isAsWished =
    names.join() === wanted.join() && api?.["release"] === release && api["size"] === parameters["size"];
  if (isAsWished || isSuspendedLoss) return [];
  return [`${name} says it runs ${release}, and there are ${names.join(", ")} with ${JSON.stringify(api)}`];
}

function isOf({ id, incarnation }: ModelResource, componentUid: string, wanted: number): boolean {
  return id.componentUid === componentUid && incarnation === wanted;
}
