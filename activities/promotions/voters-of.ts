import type { Authorization } from "../../adapters/authorization/port.ts";
import type { StoreOfPrincipals } from "../../adapters/store/people-port.ts";
import type { Voter } from "../../domain/approvals/approval-question.ts";
import type { Principal, Resource } from "../../domain/schema/access.ts";

/** Where people's rights are read and decided. */
export interface VoterPorts {
  readonly store: Pick<StoreOfPrincipals, "groupMembers" | "principalsOf">;
  readonly authorization: Authorization;
}

/** Members of groups as voters of an environment, as they are now. */
export async function votersOf(
  { store, authorization }: VoterPorts,
  groups: readonly string[],
  environment: Extract<Resource, { kind: "environment" }>,
): Promise<readonly Voter[]> {
  const ids = (await Promise.all(groups.map(async (group) => await store.groupMembers(group)))).flat();
  const principals = await store.principalsOf([...new Set(ids)]);
  return principals.map((principal) => voterOf(authorization, principal, environment));
}

/** A principal as a voter of an environment. */
export function voterOf(
  authorization: Authorization,
  principal: Principal,
  environment: Extract<Resource, { kind: "environment" }>,
): Voter {
  const { id, name, kind, groups, isActive } = principal;
  const mayVote = isActive && authorization.decide(principal, "vote", environment).isAllowed;
  return { id, name, isPerson: kind === "person", groups, mayVote };
}
