import type { Principal, Resource, Role } from "./schema/access.ts";
import { isVisible, visibleOf } from "./visible-of.ts";

const VOTING_ROLES: readonly Role[] = ["approver", "operator", "admin"];

/**
 * Whether somebody's roles let them vote in an environment. Says the same as the policies say of `vote`, where they cannot
 * be asked: inside a transaction.
 */
export function mayVote(principal: Principal, environment: Extract<Resource, { kind: "environment" }>): boolean {
  if (principal.kind !== "person") return false;
  const grants = principal.grants.filter(({ role }) => VOTING_ROLES.includes(role));
  return isVisible(visibleOf({ ...principal, grants }), environment);
}
