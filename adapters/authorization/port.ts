import type { Action, Principal, Resource } from "../../domain/schema/access.ts";

/** Who may do what. Decides from what it is given, and remembers nothing. */
export interface Authorization {
  /** Default: no. A `forbid` beats every `permit`. */
  decide(principal: Principal, action: Action, resource: Resource): AccessDecision;
}

/** What was decided, and by which policies. */
export interface AccessDecision {
  readonly isAllowed: boolean;
  /** Names of the policies that decided; empty where none permits. */
  readonly policies: readonly string[];
}
