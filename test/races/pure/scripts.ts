import type { ApprovalEvent, ApprovalQuestion, BallotChoice } from "../../../domain/approvals/approval-question.ts";
import type { Door } from "../../../domain/schema/approval.ts";
import type { Random } from "../../crash/random.ts";
import { type Cast, drawCast, drawQuestion, EXPIRES_AT, GROUPS, PLANS, type Role } from "./cast.ts";

/** One race: a question, and what happens to it, in the order in which it is handled. */
export interface Interleaving {
  readonly question: ApprovalQuestion;
  readonly cast: Cast;
  readonly events: readonly ApprovalEvent[];
  /** Names of the scripts that were merged. */
  readonly scripts: readonly string[];
}

type Script = readonly ApprovalEvent[];
type Ballot = Extract<ApprovalEvent, { type: "ballot" }>;
/** Draws a script for these people. */
type Author = (stage: { readonly cast: Cast; readonly random: Random }) => Script;

const DOORS: readonly Door[] = ["slack", "cli", "api"];
const REASONS = ["the migration locks a table", "no", "", "     ", " four "];
const SCRIPTS_MAX = 7;

/** Just before the end, at it, after it; or somewhere. */
const instant = (random: Random): number =>
  random.next() < 0.5
    ? Math.floor(random.between(1, EXPIRES_AT))
    : random.pick([EXPIRES_AT - 1, EXPIRES_AT, EXPIRES_AT + 1, EXPIRES_AT * 2]);

function ballot(
  { cast, random }: { readonly cast: Cast; readonly random: Random },
  [role, choice]: readonly [Role, BallotChoice],
  changes: Partial<Ballot> = {},
): Ballot {
  const shown = random.next();
  return {
    type: "ballot",
    choice,
    voter: cast[role],
    reason: random.pick(REASONS),
    via: random.pick(DOORS),
    receivedAt: random.next() < 0.7 ? Math.floor(random.between(1, EXPIRES_AT)) : instant(random),
    ...(shown < 0.6 ? {} : { planDigest: shown < 0.9 ? PLANS.asked : PLANS.other }),
    ...changes,
  };
}

const approvals =
  (role: Role): Author =>
  (stage) => {
    const { random } = stage;
    return random
      .shuffle(DOORS)
      .slice(0, random.pick([1, 2, 2, 3]))
      .map((via) => ballot(stage, [role, "approve"], { via }));
  };

const AUTHORS: Readonly<Record<string, Author>> = {
  "an approver, by several doors": approvals("ana"),
  "a second approver": approvals("bo"),
  "a third approver": approvals("cy"),
  "the requester approves": approvals("requester"),
  "the release's author approves": approvals("author"),
  "a service approves": approvals("service"),
  "a person without a role approves": approvals("roleless"),
  "a person who has left approves": approvals("gone"),
  "a person of no group approves": approvals("outsider"),
  "a director approves": approvals("director"),
  "a person rejects": (stage) => [ballot(stage, [stage.random.pick(["ana", "dee"]), "reject"])],
  "the requester rejects": (stage) => [ballot(stage, ["requester", "reject"])],
  "a person takes the vote back and votes again": (stage) => [
    ballot(stage, ["ana", "approve"]),
    ballot(stage, ["ana", "withdraw"]),
    ...(stage.random.next() < 0.5 ? [ballot(stage, ["ana", "approve"])] : []),
  ],
  "a person who has lost the group takes the vote back": (stage) => {
    const voter = { ...stage.cast.bo, groups: [] };
    return [ballot(stage, ["bo", "approve"]), ballot(stage, ["bo", "withdraw"], { voter })];
  },
  "a person loses the group between two votes": (stage) => {
    const voter = { ...stage.cast.cy, groups: [] };
    return [ballot(stage, ["cy", "approve"], { voter }), ballot(stage, ["cy", "approve"])];
  },
  "the request is taken back": (stage) => [
    ballot(stage, [stage.random.pick(["requester", "requester", "bo", "service"]), "withdraw-request"]),
  ],
  "the glass is broken": (stage) => [
    ballot(stage, [stage.random.pick(["oncall", "oncall", "roleless", "ana", "service"]), "break-glass"]),
  ],
  "the glass is broken and reviewed": (stage) => [
    ballot(stage, ["oncall", "break-glass"], { reason: "checkout is down" }),
    ballot(stage, ["oncall", "review"], { reason: "I was right" }),
    ballot(stage, [stage.random.pick(["bo", "gone", "director"]), "review"], { receivedAt: EXPIRES_AT * 3 }),
    ballot(stage, ["cy", "review"], { receivedAt: EXPIRES_AT * 3 }),
  ],
  "somebody saw another plan": (stage) => [
    ballot(
      stage,
      [stage.random.pick(["ana", "dee"]), stage.random.pick(["approve", "reject", "break-glass"] as const)],
      {
        planDigest: PLANS.other,
      },
    ),
    ballot(stage, ["dee", "approve"], { planDigest: PLANS.asked }),
  ],
  "votes around the end": (stage) =>
    stage.random
      .shuffle([EXPIRES_AT - 1, EXPIRES_AT, EXPIRES_AT + 1])
      .map((receivedAt) => ballot(stage, [stage.random.pick(["ana", "bo", "dee"]), "approve"], { receivedAt })),
  "the end": ({ random }) =>
    random.pick([[EXPIRES_AT], [EXPIRES_AT - 1, EXPIRES_AT], [EXPIRES_AT + 500, EXPIRES_AT + 501]]).map((at) => ({
      type: "expiry",
      at,
    })),
  "the escalation": ({ random }) => random.pick([[500], [500, 600]]).map((at) => ({ type: "escalation", at })),
  "something else is to run": ({ random }) =>
    random.pick([[1], [1, 2]]).map((time) => ({
      type: "end",
      status: "superseded",
      reason: "another plan",
      at: time * 400,
    })),
  "what is asked about is over": () => [{ type: "end", status: "withdrawn", reason: "its promotion is over", at: 700 }],
};

/** Names of all scripts. */
export const SCRIPTS: readonly string[] = Object.keys(AUTHORS);

/** Draws people, a question, a few scripts, and an order in which they are handled; each script keeps its own order. */
export function drawInterleaving(random: Random): Interleaving {
  const cast = drawCast(random);
  const asked = drawQuestion(random, cast);
  // A gate names a group; about drift everybody may be asked who may vote.
  const question = random.next() < 0.2 ? { ...asked, rule: { ...asked.rule, isAnyVoter: true as const } } : asked;
  const names = random.shuffle(SCRIPTS).slice(0, 2 + Math.floor(random.next() * (SCRIPTS_MAX - 1)));
  const scripts = names.map((name) => [...(AUTHORS[name]?.({ cast, random }) ?? [])]);
  const events: ApprovalEvent[] = [];
  for (;;) {
    const open = scripts.filter((script) => script.length > 0);
    if (open.length === 0) break;
    const next = random.pick(open).shift();
    if (next !== undefined) events.push(next);
    // A message that is delivered twice, or handled again after a crash.
    if (random.next() < 0.08) events.push(random.pick(events));
  }
  return { question, cast, events, scripts: names };
}

/** Groups in the order in which they may be asked. */
export const ALL_GROUPS: readonly string[] = [GROUPS.first, GROUPS.second, GROUPS.glass];
