import { ASKED, type ApprovalEvent, type ApprovalState } from "../../../domain/approvals/approval-question.ts";
import { type ApprovalAnswer, decideApproval } from "../../../domain/approvals/decide-approval.ts";
import { EXPIRES_AT, PLANS } from "./cast.ts";
import { expectedOf } from "./expected.ts";
import type { Interleaving } from "./scripts.ts";

/** What must hold of every race. */
export const PURE_RULES = {
  final: "the end is the one that the rules say",
  answers: "every answer is the one that the rules say",
  unchanged: "what is refused changes nothing",
  once: "one decision each; only what is approved may be superseded",
  self: "nobody who asked for it, or made it, is counted",
  digest: "no vote about another plan is counted",
  late: "no vote that came at the end, or after it, is counted",
  person: "each person is counted once, and services never",
  carried: "what is approved has enough votes, or somebody who passed it with a reason",
  reason: "what is rejected says why",
} as const;

/** One thing that is wrong. */
export interface Finding {
  readonly rule: string;
  readonly text: string;
}

/** How a race went. */
export interface Played {
  readonly state: ApprovalState;
  readonly answers: readonly ApprovalAnswer[];
  readonly findings: readonly Finding[];
}

/** Plays a race event by event, and says what is wrong with its answers, its ways and its end. */
export function play(race: Interleaving): Played {
  const { question, events } = race;
  const expected = expectedOf(question, events);
  const findings: Finding[] = [];
  const wrong = (rule: keyof typeof PURE_RULES, text: string) => findings.push({ rule: PURE_RULES[rule], text });
  const answers: ApprovalAnswer[] = [];
  let state = ASKED;
  for (const [place, event] of events.entries()) {
    const step = decideApproval(question, state, event);
    const { answer } = step;
    const broken = expected.broken[place] ?? [];
    if (answer.isCounted !== (broken.length === 0) || (!answer.isCounted && !broken.includes(answer.code)))
      wrong(
        "answers",
        `event ${place} (${wordsOf(event)}) is ${said(answer)} and breaks ${broken.join(", ") || "nothing"}`,
      );
    if (!answer.isCounted && step.state !== state) wrong("unchanged", `event ${place} (${wordsOf(event)})`);
    if (state.status !== "pending" && step.state.status !== state.status)
      if (state.status !== "approved" || step.state.status !== "superseded")
        wrong("once", `event ${place}: ${state.status} becomes ${step.state.status}`);
    answers.push(answer);
    state = step.state;
  }
  for (const { rule, text } of findingsOfEnd(race, state)) wrong(rule, text);
  for (const text of differences(expected, state)) wrong("final", text);
  return { state, answers, findings };
}

function differences(expected: ReturnType<typeof expectedOf>, state: ApprovalState): readonly string[] {
  const sorted = (ids: readonly string[]) => ids.toSorted().join(" ");
  const of = (decision: "approve" | "reject") =>
    sorted(state.votes.filter((vote) => vote.decision === decision).map(({ person }) => person.id));
  const pairs: Readonly<Record<string, readonly [unknown, unknown]>> = {
    status: [expected.status, state.status],
    "votes for it": [sorted(expected.approvers), of("approve")],
    "votes against it": [expected.rejecter ?? "", of("reject")],
    escalation: [expected.escalatedAt, state.escalatedAt],
    "who broke the glass": [expected.glassBy, state.breakGlass?.person.id],
    "who reviewed it": [expected.reviewedBy, state.breakGlass?.reviewedBy?.id],
  };
  return Object.entries(pairs)
    .filter(([, [wanted, found]]) => wanted !== found)
    .map(([what, [wanted, found]]) => `${what}: ${String(found)}, and it is to be ${String(wanted)}`);
}

/** What no race may end with, whatever happened. */
function findingsOfEnd(
  { question, events }: Interleaving,
  { status, statusReason, votes, breakGlass }: ApprovalState,
): readonly { readonly rule: keyof typeof PURE_RULES; readonly text: string }[] {
  const ids = votes.map(({ person }) => person.id);
  const ballots = events.filter((event) => event.type === "ballot");
  const castBy = (id: string, receivedAt: number) =>
    ballots.filter((ballot) => ballot.voter.id === id && ballot.receivedAt === receivedAt);
  const self = question.excluded.filter(({ id }) => ids.includes(id));
  const late = votes.filter(({ receivedAt }) => receivedAt >= EXPIRES_AT);
  const blind = votes.filter(({ person, receivedAt }) =>
    castBy(person.id, receivedAt).every(({ planDigest = PLANS.asked }) => planDigest !== PLANS.asked),
  );
  const machines = ids.filter((id) => ballots.some(({ voter }) => voter.id === id && !voter.isPerson));
  const yes = new Set(votes.filter(({ decision }) => decision === "approve").map(({ person }) => person.id));
  const isCarried =
    yes.size >= question.rule.count ||
    (breakGlass !== undefined && breakGlass.person.id !== "" && breakGlass.reason.length >= 5);
  const isSilent = status === "rejected" && statusReason.replace(/^[^:]*: /, "").trim().length < 5;
  return [
    ...self.map(({ id }) => ({ rule: "self" as const, text: `${id} is counted` })),
    ...late.map(({ person }) => ({ rule: "late" as const, text: `${person.id} is counted` })),
    ...blind.map(({ person }) => ({ rule: "digest" as const, text: `${person.id} is counted` })),
    ...machines.map((id) => ({ rule: "person" as const, text: `${id} is counted, and is no person` })),
    ...(new Set(ids).size === ids.length ? [] : [{ rule: "person" as const, text: `counted: ${ids.join(", ")}` }]),
    ...(status === "approved" && !isCarried ? [{ rule: "carried" as const, text: `by ${[...yes].join(", ")}` }] : []),
    ...(isSilent ? [{ rule: "reason" as const, text: statusReason }] : []),
  ];
}

/** An event in a few words. */
export function wordsOf(event: ApprovalEvent): string {
  if (event.type !== "ballot") return `${event.type === "end" ? event.status : event.type} at ${event.at}`;
  const { voter, choice, via, receivedAt, planDigest, reason } = event;
  const shown = planDigest === undefined ? "" : `, saw ${planDigest}`;
  const groups = voter.mayVote ? voter.groups.join("+") : "no role";
  return `${voter.name} (${groups}) wants ${choice} by ${via} at ${receivedAt}${shown}${reason === "" ? "" : `, "${reason}"`}`;
}

const said = (answer: ApprovalAnswer): string => (answer.isCounted ? "counted" : answer.code);
