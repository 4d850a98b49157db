import { isDeepStrictEqual } from "node:util";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import type { History } from "./history.ts";
import type { ComponentRow, EnvironmentRow, Truth } from "./truth.ts";

/** What a check of rows looks at: as they were, and as they are. */
export interface Moment {
  readonly before: Truth | undefined;
  readonly now: Truth;
  readonly history: History;
}

/** A rule that holds at every moment. */
export interface Rule {
  readonly name: string;
  /** One line for each time it does not hold. */
  readonly broken: (moment: Moment) => readonly string[];
}

/** What rows must say at every moment, whatever has happened. */
export const RULES: readonly Rule[] = [
  { name: "one operation runs in an environment at most", broken: ({ now }) => oneOperationAtMost(now) },
  { name: "nothing is verified while components are acted on", broken: ({ now }) => noVerificationWhileActuated(now) },
  { name: "a promotion's state says where its work is", broken: ({ now }) => promotionsHaveTheirWork(now) },
  { name: "a promotion that is over stays as it ended", broken: finalStatesStay },
  { name: "an environment is to run what was admitted last", broken: documentIsAsAdmitted },
  { name: "the generation rises with what is desired, and only then", broken: generationIsOfDesiredState },
];

function oneOperationAtMost({ environments, operations }: Truth): readonly string[] {
  return environments.flatMap(({ uid, name, runningOperationId }) => {
    const running = operations.filter(({ environmentUid, state }) => environmentUid === uid && state === "Running");
    const isSame = running.length === 0 ? runningOperationId === null : running[0]?.id === runningOperationId;
    if (running.length <= 1 && isSame) return [];
    const ids = running.map(({ id }) => id).join(", ");
    return [`operations ${ids || "none"} of ${name} run, and ${runningOperationId} is recorded as running`];
  });
}

function noVerificationWhileActuated({ verifying, components }: Truth): readonly string[] {
  return verifying.flatMap((step) => {
    const busy = components.filter(
      ({ environmentUid, phase }) =>
        environmentUid === step.environmentUid && (phase === "Running" || phase === "Deleting"),
    );
    return busy.map(({ name, phase }) => `step "${step.name}" verifies while "${name}" is ${phase.toLowerCase()}`);
  });
}

/** Each promotion's state says where its work is. */
function promotionsHaveTheirWork({ promotions, operations, environments }: Truth): readonly string[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return promotions.flatMap(({ id, state, operationId, environmentUid }) => {
    const operation = operationId === null ? undefined : byId.get(operationId);
    const isOpen = operation?.state === "Accepted" || operation?.state === "Running";
    const environment = environments.find(({ uid }) => uid === environmentUid);
    switch (state) {
      case "Running":
        return isOpen && operation.kind !== "restore" ? [] : [`promotion ${id} runs without an operation`];
      case "Restoring":
        return isOpen && operation.kind === "restore" ? [] : [`promotion ${id} restores without an operation`];
      case "Waiting":
        return operationId === null || isOpen ? [] : [`promotion ${id} waits for ${operationId}, which has ended`];
      case "Held":
        return environment?.isHeld === true || environment?.isDeleting === true
          ? []
          : [`promotion ${id} is held, and its environment is not`];
      case "Verified":
      case "Rejected":
      case "Superseded":
      case "Cancelled":
      case "Failed":
      case "Restored":
      case "Restore failed":
        return isOpen ? [`promotion ${id} is over, and ${operationId} is still to be done`] : [];
    }
  });
}

function finalStatesStay({ before, now }: Moment): readonly string[] {
  const earlier = new Map(before?.promotions.map((promotion) => [promotion.id, promotion.state]));
  return now.promotions.flatMap(({ id, state }) => {
    const was = earlier.get(id);
    if (was === undefined || !isPromotionOver(was) || was === state) return [];
    const isTriedAgain = was === "Restore failed" && state === "Restoring";
    return isTriedAgain ? [] : [`promotion ${id} was ${was.toLowerCase()} and is ${state.toLowerCase()}`];
  });
}

function documentIsAsAdmitted({ now, history }: Moment): readonly string[] {
  return now.environments.flatMap(({ uid, name, release, document }) => {
    const said = history.releaseOf(uid);
    const written = document.spec.release;
    if (release === written && (said === undefined || said === release)) return [];
    return [`${name} is to run ${release}, its document says ${written}, and its events say ${said}`];
  });
}

function generationIsOfDesiredState({ before, now, history }: Moment): readonly string[] {
  return now.environments.flatMap((environment) => {
    const { uid, name, generation } = environment;
    const changes = history.changesOf(uid);
    const earlier = before?.environments.find((one) => one.uid === uid);
    if (generation !== changes)
      return [`${name} is at generation ${generation}, and was asked ${changes} times to be something else`];
    if (earlier?.generation !== generation || isSameWish(earlier, environment)) return [];
    return [`${name} is to be something else, and its generation is still ${generation}`];
  });
}

function isSameWish(one: EnvironmentRow, other: EnvironmentRow): boolean {
  return isDeepStrictEqual(one.document.spec, other.document.spec);
}

/** What holds of effects. */
export const ACT_RULE = "only who has the turn acts on a component";

/** Whoever acts on a component has the turn of its environment. */
export function actsOutOfTurn(
  acted: readonly { readonly componentUid: string; readonly environmentUid: string }[],
  { environments, components }: Truth,
): readonly string[] {
  return acted.flatMap(({ componentUid, environmentUid }) => {
    const environment = environments.find(({ uid }) => uid === environmentUid);
    const component: ComponentRow | undefined = components.find(({ uid }) => uid === componentUid);
    const isInTurn =
      component !== undefined &&
      component.turnEpoch === environment?.epoch &&
      component.operationId === environment.runningOperationId;
    return isInTurn ? [] : [`component ${component?.name ?? componentUid} was acted on out of its turn`];
  });
}
