import type { Subject } from "../components/driver.ts";
import type { OpenAttempt } from "./attempt.ts";
import { identityOf } from "./identity-of.ts";
import type { ResolvedInputs } from "./resolve-inputs.ts";

/** What is known while a component is brought about. */
export interface Bringing extends OpenAttempt {
  readonly inputs: ResolvedInputs;
  /** Which life of the component the looks are for. */
  incarnation: number;
  /** The last call made by this attempt; absent while nothing had to be done. */
  call?: "create" | "update";
  /** When its creation was begun, as its driver told last, epoch milliseconds; absent where it told nothing. */
  since?: number;
}

/** The component as its driver is asked about it. */
export function subjectOf({ inputs, incarnation, ...attempt }: Bringing, token: string): Subject {
  const { opened } = attempt;
  return {
    id: identityOf(attempt),
    incarnation,
    config: inputs.config,
    token,
    ...(opened.artifactDigest === undefined ? {} : { artifact: opened.artifactDigest }),
    ...(opened.restoreFrom === undefined ? {} : { restoreFrom: opened.restoreFrom }),
  };
}

/** True when the present incarnation was created by this operation: then its end is a failure, not a death. */
export function isOurCreate({ opened, incarnation, turn, call }: Bringing): boolean {
  return (
    call === "create" ||
    (incarnation === opened.incarnation && opened.effects["create"]?.operationId === turn.operationId)
  );
}

/**
 * How long what this operation has begun usually takes, milliseconds: a creation, or a change of this component. 0 where
 * nobody knows, and where it has begun nothing.
 */
export function takesMs(bringing: Bringing): number {
  if (isOurCreate(bringing)) return bringing.opened.expectedMs;
  return hasUpdated(bringing) ? (bringing.opened.updateMs ?? 0) : 0;
}

/** True once this operation has begun another life of the component. */
export function isReplaced({ opened, incarnation, turn }: Bringing): boolean {
  return incarnation !== opened.incarnation || opened.incarnationOperationId === turn.operationId;
}

/** True once this operation has changed it in place, in this attempt or an earlier one. */
export function hasUpdated({ opened, turn, call }: Bringing): boolean {
  const { update } = opened.effects;
  return call === "update" || (update?.operationId === turn.operationId && update.state === "done");
}

/**
 * True where an earlier attempt has meant to change it in place, and nobody knows whether the call was ever made: then it is
 * made again under the same token, and joins the first.
 */
export function mayBeUnsent({ opened, incarnation, turn, call }: Bringing): boolean {
  const { create, update } = opened.effects;
  const isOfAnother = create !== undefined && create.operationId !== turn.operationId;
  const isIntended = update?.operationId === turn.operationId && update.state === "intent";
  return call === undefined && incarnation === opened.incarnation && isOfAnother && isIntended;
}
