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

/** True once this operation has begun another life of the component. */
export function isReplaced({ opened, incarnation, turn }: Bringing): boolean {
  return incarnation !== opened.incarnation || opened.incarnationOperationId === turn.operationId;
}
