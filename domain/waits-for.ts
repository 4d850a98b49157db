import type { Principal } from "./schema/access.ts";
import type { ApprovalView } from "./schema/approval.ts";

/** True where an approval still needs a vote, and this person is one of those who may give it and have not. */
export function waitsFor(view: ApprovalView, { id, groups }: Pick<Principal, "id" | "groups">): boolean {
  if (view.status !== "pending") return false;
  const { from, escalateTo } = view.rule;
  const asked = escalateTo === undefined || view.escalatedAt === undefined ? [from] : [from, escalateTo];
  if (!asked.some((group) => groups.includes(group))) return false;
  return ![...view.excluded, ...view.votes.map(({ person }) => person)].some((person) => person.id === id);
}
