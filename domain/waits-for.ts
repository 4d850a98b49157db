import { mayVote } from "./may-vote.ts";
import type { Principal } from "./schema/access.ts";
import type { ApprovalView } from "./schema/approval.ts";

/** True where an approval still needs a vote, and this person is one of those who may give it and have not. */
export function waitsFor(view: ApprovalView, person: Principal): boolean {
  if (view.status !== "pending" || !isAsked(view, person)) return false;
  return ![...view.excluded, ...view.votes.map((vote) => vote.person)].some(({ id }) => id === person.id);
}

function isAsked(view: ApprovalView, person: Principal): boolean {
  const { from, escalateTo, isAnyVoter } = view.rule;
  const { project, environment, class: environmentClass } = view;
  if (isAnyVoter === true)
    return mayVote(person, { kind: "environment", project, environment, class: environmentClass });
  const asked = escalateTo === undefined || view.escalatedAt === undefined ? [from] : [from, escalateTo];
  return asked.some((group) => person.groups.includes(group));
}
