import type { ApprovalState, Voter } from "../../../domain/approvals/approval-question.ts";
import {
  type ApprovalAsking,
  type ApprovalGateStep,
  type ApprovalGround,
  decideApprovalGate,
} from "../../../domain/approvals/decide-approval-gate.ts";
import { noLongerStands } from "../../../domain/approvals/still-stands.ts";
import type { ApprovalBinding } from "../../../domain/schema/approval.ts";
import type { Random } from "../../crash/random.ts";
import type { Finding } from "./play.ts";
import { ALL_GROUPS, type Interleaving } from "./scripts.ts";

/** What must hold of a gate that is asked after any race. */
export const GATE_RULES = {
  pass: "a gate passes by what is approved, for exactly what would run, by people who may vote now, and else never",
  stands: "what stands before the turn is what the gate would pass",
  ends: "a gate rejects only what was rejected, taken back, or not decided in time",
  asks: "people are asked about what would run now, where enough may decide or one may pass it without votes, and not twice at once",
} as const;

const NOW = 2_000;

/** Asks a gate after a race, as the world may be by then, and says what is wrong with its answer. */
export function askGateAfter(
  { question, cast }: Interleaving,
  state: ApprovalState,
  random: Random,
): { readonly step: ApprovalGateStep; readonly findings: readonly Finding[] } {
  const members = Object.values(cast)
    .filter(({ isPerson }) => isPerson)
    .flatMap((voter) => later(voter, random));
  const binding = random.next() < 0.1 ? undefined : laterBinding(question.binding, random);
  const { requesters, rule } = question;
  // Somebody may have asked for the same since.
  const joined = random.next() < 0.2 ? [random.pick(Object.values(cast))] : [];
  const excluded = [...question.excluded, ...joined];
  const asking: ApprovalAsking = { rule, withinMs: 1_000, onExpiry: random.pick(["reject", "ask-again"] as const) };
  const ground: ApprovalGround = {
    ...(random.next() < 0.05 ? {} : { newest: { id: "ap-1", question, state } }),
    ...(binding === undefined ? {} : { binding }),
    isUnsettled: random.next() < 0.2,
    excluded,
    requesters,
    ...(random.next() < 0.1 ? { tooEarly: "a ticket is missing" } : {}),
    members,
  };
  const step = decideApprovalGate(asking, ground, NOW);
  const findings: Finding[] = [];
  const wrong = (rule_: keyof typeof GATE_RULES, text: string) =>
    findings.push({ rule: GATE_RULES[rule_], text: `${text}: ${JSON.stringify(step)}` });

  const now = ground.newest === undefined ? undefined : state;
  const isSame = binding !== undefined && JSON.stringify(sorted(binding)) === JSON.stringify(sorted(question.binding));
  const able = (asked: readonly string[]) =>
    members.filter(
      ({ id, groups, mayVote }) =>
        mayVote &&
        !excluded.some((person) => person.id === id) &&
        (rule.isAnyVoter === true || groups.some((group) => asked.includes(group))),
    );
  const askedNow = [rule.from, ...(state.escalatedAt === undefined ? [] : [rule.escalateTo ?? ""])];
  const valid = new Set(able(askedNow).map(({ id }) => id));
  const yes = state.votes.filter(({ decision, person }) => decision === "approve" && valid.has(person.id));
  const isCarried = state.breakGlass !== undefined || new Set(yes.map(({ person }) => person.id)).size >= rule.count;
  const mustPass = now?.status === "approved" && isSame && isCarried;
  if ((step.do === "pass") !== mustPass) wrong("pass", mustPass ? "it is to pass" : "it is not to pass");
  if (binding !== undefined && state.status === "approved") {
    const stands = noLongerStands({ question, state }, { binding, voters: members, excluded }) === undefined;
    if (stands !== (isSame && isCarried)) wrong("stands", stands ? "it stands" : "it does not stand");
  }
  const isOver = now?.status === "rejected" || now?.status === "withdrawn";
  const mustReject = isOver || (now?.status === "expired" && asking.onExpiry === "reject");
  if ((step.do === "reject") !== mustReject) wrong("ends", `after ${now?.status ?? "nothing"}`);
  if (step.do !== "wait") return { step, findings };
  if (step.lookAgainAt <= NOW) wrong("asks", "it is to look again at once");
  const { ask, supersede } = step;
  const isOpen = now !== undefined && ["pending", "approved"].includes(now.status);
  const ownVotes = state.votes.some(({ person }) => joined.some(({ id }) => id === person.id));
  if (now?.status === "pending" && ownVotes && supersede === undefined) wrong("asks", "who has voted has asked since");
  if (now?.status === "pending" && isSame && !ownVotes && supersede !== undefined)
    wrong("asks", "votes are thrown away");
  if (supersede !== undefined && !isOpen) wrong("asks", "what is over is superseded");
  if (ask === undefined) return { step, findings };
  if (isOpen && supersede === undefined) wrong("asks", "people are asked while another question is open");
  if (JSON.stringify(ask.question.binding) !== JSON.stringify(binding)) wrong("asks", "it is about something else");
  if (ask.question.expiresAt !== NOW + asking.withinMs || ask.question.excluded !== excluded)
    wrong("asks", "it has another end, or other people");
  const inTheEnd = able([rule.from, ...(rule.escalateTo === undefined ? [] : [rule.escalateTo])]);
  const { breakGlass } = rule;
  const mayBreak =
    breakGlass !== undefined && members.some(({ mayVote, groups }) => mayVote && groups.includes(breakGlass));
  if ((inTheEnd.length < rule.count && !mayBreak) || ground.tooEarly !== undefined)
    wrong("asks", "they are not to be asked");
  return { step, findings };
}

/** A person some time later; nobody where they are gone. */
function later(voter: Voter, random: Random): readonly Voter[] {
  const chance = random.next();
  if (chance < 0.05) return [];
  if (chance < 0.15) return [{ ...voter, mayVote: false }];
  if (chance < 0.25) return [{ ...voter, groups: voter.groups.slice(1) }];
  if (chance < 0.3) return [{ ...voter, groups: ALL_GROUPS }];
  return [voter];
}

function laterBinding(binding: ApprovalBinding, random: Random): ApprovalBinding {
  if (random.next() < 0.6) return { ...binding };
  return random.pick([
    { ...binding, planDigest: "sha256:later" },
    { ...binding, generation: binding.generation + 1 },
    { ...binding, releaseDigest: "sha256:another" },
  ]);
}

const sorted = ({ releaseDigest, planDigest, generation }: ApprovalBinding) => [releaseDigest, planDigest, generation];
