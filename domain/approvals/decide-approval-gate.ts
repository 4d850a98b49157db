import type { ApprovalBinding, ApprovalRule, PersonName } from "../schema/approval.ts";
import type { ApprovalQuestion, ApprovalState, Voter } from "./approval-question.ts";
import { mayBreakGlass, refuseVoter } from "./decide-approval.ts";
import { ASKED } from "./approval-question.ts";
import { askedByVoters, changedIn, hasOnlyPlanChanged, noLongerStands } from "./still-stands.ts";

/** How a gate asks people. Spans are milliseconds. */
export interface ApprovalAsking {
  readonly rule: ApprovalRule;
  readonly withinMs: number;
  readonly onExpiry: "reject" | "ask-again";
  /** Absent: they are reminded half-way. */
  readonly remindEveryMs?: number;
  /** After it the rule's other group is asked, too; absent: never. */
  readonly escalateAfterMs?: number;
}

/** The newest approval of a gate. */
export interface AskedApproval {
  readonly id: string;
  readonly question: ApprovalQuestion;
  readonly state: ApprovalState;
  /** Why people may not have been told; absent when all is well. */
  readonly chatFault?: string;
}

/** What an approval gate is decided from. */
export interface ApprovalGround {
  /** Absent before anybody was asked. */
  readonly newest?: AskedApproval;
  /** What people would say yes to now; absent where there is no plan. */
  readonly binding?: ApprovalBinding;
  /** True while something that died is being repaired: another plan is not to be judged now. */
  readonly isUnsettled: boolean;
  readonly excluded: readonly PersonName[];
  readonly requesters: readonly PersonName[];
  /** Why people are not to be asked yet; absent when they are. */
  readonly tooEarly?: string;
  /** Members of the rule's groups, as they are now. */
  readonly members: readonly Voter[];
}

/** What the gate answers, and what is to be recorded with it. */
export type ApprovalGateStep =
  | { readonly do: "pass"; readonly reason: string }
  | { readonly do: "reject"; readonly reason: string }
  | {
      readonly do: "wait";
      readonly reason: string;
      readonly waitsOn?: string;
      readonly isAlarming?: boolean;
      readonly lookAgainAt: number;
      /** Ends the approval that stands: it is about something else. */
      readonly supersede?: { readonly id: string; readonly reason: string };
      /** Asks people. */
      readonly ask?: NewQuestion;
    };

/** A question to put to people. */
export interface NewQuestion {
  readonly question: ApprovalQuestion;
  /** When they are reminded first, epoch milliseconds. */
  readonly remindAt: number;
  readonly remindEveryMs: number;
  /** Absent: never. */
  readonly escalateAt?: number;
}

const SOON_MS = 5_000;
/** What keeps a plan from being made, as a missing secret, wakes nobody when it is mended. */
const PLAN_MS = 30_000;
/** A decision wakes the promotion; this is the net under it. */
const LOOK_EVERY_MS = 5 * 60_000;

/** Decides an approval gate: asks once, waits, asks anew where what would run has changed, and believes only votes that still count. */
export function decideApprovalGate(asking: ApprovalAsking, ground: ApprovalGround, nowMs: number): ApprovalGateStep {
  const { newest } = ground;
  if (newest === undefined) return ask(asking, ground, nowMs);
  const { status, statusReason } = newest.state;
  switch (status) {
    case "rejected":
      return { do: "reject", reason: `rejected by ${statusReason}` };
    case "withdrawn":
      return { do: "reject", reason: statusReason };
    case "expired":
      if (asking.onExpiry === "ask-again") return ask(asking, ground, nowMs);
      return { do: "reject", reason: `${newest.question.rule.from} did not decide in time` };
    case "superseded":
      return ask(asking, ground, nowMs);
    case "approved":
      return believe(asking, newest, { ground, nowMs });
    case "pending":
      return waitFor(asking, newest, { ground, nowMs });
  }
}

function believe(
  asking: ApprovalAsking,
  newest: AskedApproval,
  { ground, nowMs }: { readonly ground: ApprovalGround; readonly nowMs: number },
): ApprovalGateStep {
  const { binding, members, isUnsettled, excluded } = ground;
  if (binding === undefined)
    return { do: "wait", reason: "approved, and its plan cannot be made now", lookAgainAt: nowMs + PLAN_MS };
  const problem = noLongerStands(newest, { binding, voters: members, excluded });
  if (problem === undefined) return { do: "pass", reason: `approved ${newest.state.statusReason}` };
  if (isUnsettled && hasOnlyPlanChanged(newest.question.binding, binding))
    return { do: "wait", reason: "something is being repaired", lookAgainAt: nowMs + SOON_MS };
  return askInstead(asking, { ground, nowMs, id: newest.id, problem });
}

function waitFor(
  asking: ApprovalAsking,
  newest: AskedApproval,
  { ground, nowMs }: { readonly ground: ApprovalGround; readonly nowMs: number },
): ApprovalGateStep {
  const { question, state, id } = newest;
  const problem = ground.binding === undefined ? undefined : changedIn(question.binding, ground.binding);
  const mayBeRepair =
    ground.isUnsettled && ground.binding !== undefined && hasOnlyPlanChanged(question.binding, ground.binding);
  if (problem !== undefined && !mayBeRepair) return askInstead(asking, { ground, nowMs, id, problem });
  const own = askedByVoters(state, ground.excluded);
  if (own !== undefined) return askInstead(asking, { ground, nowMs, id, problem: own });
  const { from, count, escalateTo } = question.rule;
  const asked = state.escalatedAt === undefined || escalateTo === undefined ? from : `${from} or ${escalateTo}`;
  const told = newest.chatFault === undefined ? [] : [`people may not have been told: ${newest.chatFault}`];
  const left = eligible(question, state, ground.members).length;
  const few =
    left >= count
      ? []
      : [`${left === 0 ? "none" : `only ${left}`} of them may decide, ${count} ${count === 1 ? "is" : "are"} needed`];
  return {
    do: "wait",
    reason: [`${state.votes.length} of ${count} votes of ${asked} (${id})`, ...few, ...told].join("; "),
    waitsOn: asked,
    isAlarming: few.length > 0,
    lookAgainAt: Math.min(nowMs + LOOK_EVERY_MS, Math.max(question.expiresAt + SOON_MS, nowMs + SOON_MS)),
  };
}

function askInstead(
  asking: ApprovalAsking,
  {
    ground,
    nowMs,
    id,
    problem,
  }: { readonly ground: ApprovalGround; readonly nowMs: number; readonly id: string; readonly problem: string },
): ApprovalGateStep {
  const step = ask(asking, ground, nowMs);
  return step.do === "wait" ? { ...step, supersede: { id, reason: problem } } : step;
}

function ask(asking: ApprovalAsking, ground: ApprovalGround, nowMs: number): ApprovalGateStep {
  const { rule, withinMs, escalateAfterMs, remindEveryMs = Math.ceil(withinMs / 2) } = asking;
  const { binding, excluded, requesters, members, tooEarly } = ground;
  const wait = (reason: string, more: { readonly isAlarming?: boolean; readonly ask?: NewQuestion } = {}) =>
    ({ do: "wait", reason, waitsOn: rule.from, lookAgainAt: nowMs + LOOK_EVERY_MS, ...more }) as const;
  // What it waits for wakes the promotion, or is asked about by gates of its own.
  if (tooEarly !== undefined) return wait(`people are asked later: ${tooEarly}`);
  if (binding === undefined) return { ...wait("people are asked once there is a plan"), lookAgainAt: nowMs + PLAN_MS };
  const question: ApprovalQuestion = { rule, binding, excluded, requesters, expiresAt: nowMs + withinMs };
  const able = eligible(question, escalated(rule, nowMs), members);
  const escalation = escalateAfterMs === undefined ? {} : { escalateAt: nowMs + escalateAfterMs };
  const asked = { question, remindAt: nowMs + remindEveryMs, remindEveryMs, ...escalation };
  if (able.length >= rule.count) return wait(`${rule.from} is being asked`, { ask: asked });
  const besides = excluded.length === 0 ? "" : ` besides ${excluded.map(({ name }) => name).join(", ")}`;
  const few = `${rule.from} has ${able.length} people who may decide${besides}, and ${rule.count} are needed`;
  // The question is what the glass is broken of.
  return members.some((voter) => mayBreakGlass(rule, voter))
    ? wait(`${few}; ${rule.breakGlass} may pass it without votes`, { isAlarming: true, ask: asked })
    : wait(few, { isAlarming: true });
}

/** Whoever could be asked in the end counts: the second group, too. */
function escalated({ escalateTo }: ApprovalRule, nowMs: number): ApprovalState {
  return escalateTo === undefined ? ASKED : { ...ASKED, escalatedAt: nowMs };
}

function eligible(question: ApprovalQuestion, state: ApprovalState, members: readonly Voter[]): readonly Voter[] {
  return members.filter((voter) => refuseVoter(question, state, voter) === undefined);
}
