import type { ApprovalRule } from "../schema/approval.ts";
import type { ErrorCode } from "../errors.ts";
import type { ApprovalEvent, ApprovalQuestion, ApprovalState, Vote, Voter } from "./approval-question.ts";

/** What an event led to. What is not counted has changed nothing. */
export interface ApprovalStep {
  readonly state: ApprovalState;
  readonly answer: ApprovalAnswer;
}

/** Whether it counted; else why not, in one sentence for the person. */
export type ApprovalAnswer =
  | { readonly isCounted: true }
  | { readonly isCounted: false; readonly code: ErrorCode; readonly reason: string };

type Ballot = Extract<ApprovalEvent, { type: "ballot" }>;

const COUNTED: ApprovalAnswer = { isCounted: true };
/** A shorter one says nothing. */
const REASON_MIN = 5;

/**
 * What becomes of an approval by one event more. Events come in the order in which they were recorded; a vote counts by
 * when it reached us. A decision is never taken back; an approval that does not count any more is superseded, and the
 * review of a break-glass follows it.
 */
export function decideApproval(question: ApprovalQuestion, state: ApprovalState, event: ApprovalEvent): ApprovalStep {
  if (event.type === "ballot") return decideBallot(question, state, event);
  // What was approved is void where it is about something else now, or those who said yes may not any more.
  if (event.type === "end" && event.status === "superseded" && state.status === "approved") return end(state, event);
  if (state.status !== "pending") return { state, answer: decided(state) };
  switch (event.type) {
    case "expiry":
      if (event.at < question.expiresAt)
        return { state, answer: no("APPROVAL_UNCLEAR", "it has not reached its end yet") };
      return end(state, { status: "expired", at: event.at, reason: "nobody decided in time" });
    case "escalation":
      if (state.escalatedAt !== undefined || question.rule.escalateTo === undefined) return { state, answer: COUNTED };
      return { state: { ...state, escalatedAt: event.at }, answer: COUNTED };
    case "end":
      return end(state, event);
  }
}

/** Where the events lead, from the first on. */
export function foldApproval(question: ApprovalQuestion, events: readonly ApprovalEvent[], from: ApprovalState) {
  return events.reduce((state, event) => decideApproval(question, state, event).state, from);
}

/** Groups whose votes count now. */
export function groupsAsked({ rule }: ApprovalQuestion, { escalatedAt }: ApprovalState): readonly string[] {
  return escalatedAt === undefined || rule.escalateTo === undefined ? [rule.from] : [rule.from, rule.escalateTo];
}

function decideBallot(question: ApprovalQuestion, state: ApprovalState, ballot: Ballot): ApprovalStep {
  const { voter, choice, reason, receivedAt } = ballot;
  if (!voter.isPerson) return refuse(state, "PERSON_REQUIRED", "only a person can decide this; a service never does");
  if (choice === "review") return review(question, state, ballot);
  if (state.status !== "pending") return { state, answer: decided(state) };
  if (receivedAt >= question.expiresAt) return refuse(state, "APPROVAL_EXPIRED", "its time to decide is over");
  if (choice === "withdraw-request") return withdrawRequest(question, state, ballot);
  if (choice === "withdraw") return withdrawVote(state, ballot);
  if (ballot.planDigest !== undefined && ballot.planDigest !== question.binding.planDigest)
    return refuse(state, "APPROVAL_CHANGED", "what would run is not what you were shown");
  if (choice === "break-glass") return breakGlass(question, state, ballot);
  const right = refuseVoter(question, state, voter);
  if (right !== undefined) return { state, answer: right };
  if (choice === "reject") {
    if (!isReason(reason)) return refuse(state, "REASON_REQUIRED", "a rejection needs a reason");
    const votes = [...withoutVoteOf(state, voter), voteOf(ballot, "reject")];
    return end({ ...state, votes }, { status: "rejected", at: receivedAt, reason: `${voter.name}: ${reason.trim()}` });
  }
  const earlier = state.votes.find(({ person }) => person.id === voter.id);
  if (earlier !== undefined) return { state, answer: COUNTED };
  const votes = [...state.votes, voteOf(ballot, "approve")];
  const enough = { status: "approved" as const, at: receivedAt, reason: `by ${namesOf(votes)}` };
  return votes.length >= question.rule.count
    ? end({ ...state, votes }, enough)
    : { state: { ...state, votes }, answer: COUNTED };
}

/** Why a person's vote does not count; undefined when it does. */
export function refuseVoter(
  question: ApprovalQuestion,
  state: ApprovalState,
  { id, groups, mayVote }: Voter,
): Extract<ApprovalAnswer, { isCounted: false }> | undefined {
  if (question.excluded.some((person) => person.id === id))
    return no(
      "SELF_APPROVAL",
      `you ${question.excludedFor ?? "asked for it, or made its release"}: somebody else decides`,
    );
  const asked = groupsAsked(question, state);
  if (question.rule.isAnyVoter !== true && !asked.some((group) => groups.includes(group)))
    return no("NOT_AN_APPROVER", `it is for ${asked.join(" or ")} to decide, and you are not among them`);
  if (!mayVote) return no("NOT_AN_APPROVER", "no role of yours lets you vote in this environment");
  return undefined;
}

/** Whether somebody may pass it without votes. */
export function mayBreakGlass({ breakGlass: group }: ApprovalRule, { isPerson, groups, mayVote }: Voter): boolean {
  return group !== undefined && isPerson && mayVote && groups.includes(group);
}

function withdrawVote(state: ApprovalState, { voter }: Ballot): ApprovalStep {
  const votes = withoutVoteOf(state, voter);
  return { state: votes.length === state.votes.length ? state : { ...state, votes }, answer: COUNTED };
}

function withdrawRequest(question: ApprovalQuestion, state: ApprovalState, ballot: Ballot): ApprovalStep {
  const { voter, reason, receivedAt } = ballot;
  if (!question.requesters.some(({ id }) => id === voter.id))
    return refuse(state, "NOT_AN_APPROVER", "only who asked can take it back; reject it, or cancel its promotion");
  const why = reason.trim() === "" ? "" : `: ${reason.trim()}`;
  return end(state, { status: "withdrawn", at: receivedAt, reason: `taken back by ${voter.name}${why}` });
}

function breakGlass({ rule }: ApprovalQuestion, state: ApprovalState, ballot: Ballot): ApprovalStep {
  const { voter, reason, receivedAt } = ballot;
  if (!mayBreakGlass(rule, voter))
    return refuse(state, "NOT_AN_APPROVER", "you are not among those who may pass this without votes");
  if (!isReason(reason)) return refuse(state, "REASON_REQUIRED", "passing without votes needs a reason");
  const person = { id: voter.id, name: voter.name };
  const why = reason.trim();
  return end(
    { ...state, breakGlass: { person, reason: why, at: receivedAt } },
    { status: "approved", at: receivedAt, reason: `without votes, by ${voter.name}: ${why}` },
  );
}

/** Somebody else looks at what was passed without votes. */
function review(
  { excluded }: ApprovalQuestion,
  state: ApprovalState,
  { voter, reason, receivedAt }: Ballot,
): ApprovalStep {
  const { breakGlass: broken } = state;
  if (broken === undefined) return refuse(state, "APPROVAL_UNCLEAR", "nobody passed it without votes");
  if (broken.reviewedAt !== undefined)
    return refuse(state, "APPROVAL_DECIDED", `${broken.reviewedBy?.name ?? "somebody"} has reviewed it`);
  if (broken.person.id === voter.id || excluded.some(({ id }) => id === voter.id))
    return refuse(state, "SELF_APPROVAL", "somebody else reviews what you did or asked for");
  if (!voter.mayVote) return refuse(state, "NOT_AN_APPROVER", "no role of yours lets you vote in this environment");
  if (!isReason(reason)) return refuse(state, "REASON_REQUIRED", "a review says what was found");
  const reviewedBy = { id: voter.id, name: voter.name };
  const reviewed = { ...broken, reviewedBy, reviewedAt: receivedAt, review: reason.trim() };
  return { state: { ...state, breakGlass: reviewed }, answer: COUNTED };
}

function end(
  state: ApprovalState,
  { status, at, reason }: { readonly status: ApprovalState["status"]; readonly at: number; readonly reason: string },
): ApprovalStep {
  return { state: { ...state, status, statusReason: reason, decidedAt: at }, answer: COUNTED };
}

const isReason = (text: string): boolean => text.trim().length >= REASON_MIN;

const namesOf = (votes: readonly Vote[]): string => votes.map(({ person }) => person.name).join(", ");

const withoutVoteOf = ({ votes }: ApprovalState, voter: Voter): readonly Vote[] =>
  votes.filter(({ person }) => person.id !== voter.id);

function voteOf({ voter, reason, via, receivedAt }: Ballot, decision: Vote["decision"]): Vote {
  return { person: { id: voter.id, name: voter.name }, decision, comment: reason.trim(), via, receivedAt };
}

function decided({ status, statusReason }: ApprovalState): ApprovalAnswer {
  const words = { pending: "is pending", approved: "was approved", rejected: "was rejected", expired: "has expired" };
  const how = status in words ? words[status as keyof typeof words] : `was ${status}`;
  const code = status === "expired" ? "APPROVAL_EXPIRED" : "APPROVAL_DECIDED";
  return no(code, `it ${how}${statusReason === "" ? "" : ` (${statusReason})`}`);
}

const no = (code: ErrorCode, reason: string) => ({ isCounted: false, code, reason }) as const;

const refuse = (state: ApprovalState, code: ErrorCode, reason: string): ApprovalStep => ({
  state,
  answer: no(code, reason),
});
