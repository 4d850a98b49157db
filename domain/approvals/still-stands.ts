import type { ApprovalBinding } from "../schema/approval.ts";
import type { ApprovalQuestion, ApprovalState, Voter } from "./approval-question.ts";
import { refuseVoter } from "./decide-approval.ts";

/**
 * Why an approval does not count any more for what is to run now; undefined when it does. Votes of people who have lost
 * their right are void; what was passed without votes needs none.
 *
 * @param voters - Those who have voted, as they are now; who is not among them has lost everything.
 */
export function noLongerStands(
  { question, state }: { readonly question: ApprovalQuestion; readonly state: ApprovalState },
  { binding, voters }: { readonly binding: ApprovalBinding; readonly voters: readonly Voter[] },
): string | undefined {
  const changed = changedIn(question.binding, binding);
  if (changed !== undefined) return changed;
  if (state.breakGlass !== undefined) return undefined;
  const voted = state.votes.filter(({ decision }) => decision === "approve");
  const lost = voted.filter(({ person }) => {
    const voter = voters.find(({ id }) => id === person.id);
    return voter === undefined || refuseVoter(question, state, voter) !== undefined;
  });
  const left = voted.length - lost.length;
  if (left >= question.rule.count) return undefined;
  const names = lost.map(({ person }) => person.name).join(", ");
  return `${names} may not vote any more: ${left} of ${question.rule.count} votes are left`;
}

/** What is another than what people were asked about; undefined when nothing is. */
export function changedIn(asked: ApprovalBinding, now: ApprovalBinding): string | undefined {
  if (asked.releaseDigest !== now.releaseDigest)
    return "the release is another one than the one that people were shown";
  if (asked.generation !== now.generation) return "what the environment is to be has changed since people were asked";
  if (asked.planDigest !== now.planDigest) return "the plan is another one than the one that people were shown";
  return undefined;
}
