import type { ApprovalBinding, PersonName } from "../schema/approval.ts";
import type { ApprovalQuestion, ApprovalState, Vote, Voter } from "./approval-question.ts";
import { refuseVoter } from "./decide-approval.ts";

/**
 * Why an approval does not count any more for what is to run now; undefined when it does. Votes of people who have lost
 * their right are void; what was passed without votes needs none.
 *
 * @param now - `voters`: those who have voted, as they are now; who is not among them has lost everything. `excluded`: whose
 *   votes do not count by now, besides those that people were told of when they were asked.
 */
export function noLongerStands(
  { question, state }: { readonly question: ApprovalQuestion; readonly state: ApprovalState },
  {
    binding,
    voters,
    excluded,
  }: {
    readonly binding: ApprovalBinding;
    readonly voters: readonly Voter[];
    readonly excluded: readonly PersonName[];
  },
): string | undefined {
  const changed = changedIn(question.binding, binding);
  if (changed !== undefined) return changed;
  if (state.breakGlass !== undefined) return undefined;
  const voted = state.votes.filter(({ decision }) => decision === "approve");
  const own = voted.filter(({ person }) => excluded.some(({ id }) => id === person.id));
  const lost = voted.filter((vote) => {
    const voter = voters.find(({ id }) => id === vote.person.id);
    return !own.includes(vote) && (voter === undefined || refuseVoter(question, state, voter) !== undefined);
  });
  const left = voted.length - own.length - lost.length;
  if (left >= question.rule.count) return undefined;
  const faults = [
    ...(own.length === 0 ? [] : [`${namesOf(own)} ${question.excludedFor ?? "asked for it, too"}`]),
    ...(lost.length === 0 ? [] : [`${namesOf(lost)} may not vote any more`]),
  ];
  return `${faults.join(", and ")}: ${left} of ${question.rule.count} votes are left`;
}

/** Why a question that is open is to be put anew, without the votes of those who have asked for the same since; undefined when it stands. */
export function askedByVoters(state: ApprovalState, excluded: readonly PersonName[]): string | undefined {
  const own = state.votes.filter(({ person }) => excluded.some(({ id }) => id === person.id));
  return own.length === 0 ? undefined : `${namesOf(own)} asked for it, too, and had voted`;
}

const namesOf = (votes: readonly Vote[]): string => votes.map(({ person }) => person.name).join(", ");

/** Whether only the plan is another: a repair may make it one, and makes it the old one again. */
export function hasOnlyPlanChanged(asked: ApprovalBinding, now: ApprovalBinding): boolean {
  return changedIn({ ...asked, planDigest: now.planDigest }, now) === undefined && asked.planDigest !== now.planDigest;
}

/** What is another than what people were asked about; undefined when nothing is. */
export function changedIn(asked: ApprovalBinding, now: ApprovalBinding): string | undefined {
  if (asked.releaseDigest !== now.releaseDigest)
    return "the release is another one than the one that people were shown";
  if (asked.generation !== now.generation) return "what the environment is to be has changed since people were asked";
  if (asked.planDigest !== now.planDigest) return "the plan is another one than the one that people were shown";
  return undefined;
}
