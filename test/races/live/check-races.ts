import { ASKED } from "../../../domain/approvals/approval-question.ts";
import { foldApproval } from "../../../domain/approvals/decide-approval.ts";
import { isPromotionOver } from "../../../domain/schema/phases.ts";
import { APPROVAL_GATE, gatesOfStage } from "../../../domain/stage-gates.ts";
import { type Check, checkEach } from "../../crash/checks/check.ts";
import { expectedOf } from "../pure/expected.ts";
import type { RaceTruth, StoredApproval, StoredPromotion } from "./read-races.ts";
import type { Joining, Revocation, Rights } from "./rights.ts";

const DECISIONS = ["approved", "rejected", "expired", "withdrawn", "superseded", "glass-broken"].map(
  (word) => `approval.${word}`,
);

/** Checks what the races left, once everything has settled. */
export function checkRaces(
  truth: RaceTruth,
  { revocations, joinings }: Pick<Rights, "revocations" | "joinings">,
): readonly Check[] {
  const { approvals, promotions, environments, unanswered, requests } = truth;
  const admitted = promotions.flatMap((promotion) => promotion.turns.slice(0, 1).map((turn) => ({ promotion, turn })));
  const deletions = approvals.filter(({ subject }) => subject === "delete");
  return [
    checkEach("one decision of each approval, told once", approvals, oneDecision),
    checkEach("each approval stands as its counted events add up", approvals, foldOf),
    checkEach("each approval, and each answer, is as the rules say", approvals, (one) => asExpected(one, joinings)),
    checkEach("nobody is counted who asked, twice, too late, or about another plan", approvals, countedWrongly),
    checkEach("no promotion has a turn that its approvals do not carry", admitted, (one) => uncarried(one, truth)),
    checkEach("no vote of somebody who had lost the right before carries a turn", admitted, (one) =>
      carriedByLost(one, truth, revocations),
    ),
    checkEach("no vote of somebody who had asked for the same before carries a turn", admitted, (one) =>
      carriedByAsker(one, truth, joinings),
    ),
    checkEach("every promotion has its outcome", promotions, ({ id, state }) =>
      isPromotionOver(state) ? undefined : `${id} is ${state}`,
    ),
    checkEach("no question is open about what is over", approvals, ({ id, status }) =>
      status === "pending" ? `${id} is open` : undefined,
    ),
    checkEach(
      "no environment is deleted without enough votes of people who may",
      environments.filter(({ isGone }) => isGone),
      ({ uid, name }) =>
        deletedWithout(
          name,
          deletions.filter(({ environmentUid }) => environmentUid === uid),
          revocations,
        ),
    ),
    {
      name: "every request has one outcome",
      looked: requests,
      problems: unanswered.map((verb) => `a request to ${verb} has none`),
    },
  ];
}

/** What was approved may be void later: that is told, too, and once. */
function oneDecision({ id, status, state, decidedAt, question, events, told }: StoredApproval): string | undefined {
  const wanted: string[] = [];
  let now = ASKED;
  for (const { event } of events.filter(({ isCounted }) => isCounted)) {
    const next = foldApproval(question, [event], now);
    const word = next.status === "approved" && next.breakGlass !== undefined ? "glass-broken" : next.status;
    if (next.status !== now.status) wanted.push(`approval.${word}`);
    now = next;
  }
  const decisions = told.filter((type) => DECISIONS.includes(type));
  if (decisions.join() !== wanted.join())
    return `${id} is ${status}, and people read ${decisions.join(", ") || "nothing"}, not ${wanted.join(", ")}`;
  return decidedAt === (state.decidedAt ?? null) ? undefined : `${id} was decided at ${decidedAt}, says its row`;
}

function foldOf({ id, question, state, status, events }: StoredApproval): string | undefined {
  const counted = events.filter(({ isCounted }) => isCounted).map(({ event }) => event);
  const folded = foldApproval(question, counted, ASKED);
  if (sortedJson(folded) !== sortedJson(state)) return `${id}: ${JSON.stringify(state)}, not ${JSON.stringify(folded)}`;
  return state.status === status ? undefined : `${id} is ${state.status}, and its row says ${status}`;
}

function asExpected(
  { id, promotionId, question, status, events: all }: StoredApproval,
  joinings: readonly Joining[],
): string | undefined {
  // Whoever has asked for the same since is refused as if the question had named them from then on.
  const events = all.filter(
    ({ event, code }) =>
      event.type !== "ballot" ||
      code !== "SELF_APPROVAL" ||
      !joinings.some((joining) => joining.promotionId === promotionId && joining.personId === event.voter.id),
  );
  const expected = expectedOf(
    question,
    events.map(({ event }) => event),
  );
  if (expected.status !== status) return `${id} is ${status}, not ${expected.status}`;
  const wrong = events.findIndex(({ isCounted }, place) => isCounted !== (expected.broken[place]?.length === 0));
  return wrong === -1 ? undefined : `${id}: ${JSON.stringify(events[wrong])} breaks ${String(expected.broken[wrong])}`;
}

function countedWrongly({ id, question, state, events }: StoredApproval): string | undefined {
  const { excluded, expiresAt, binding } = question;
  const ids = state.votes.map(({ person }) => person.id);
  if (new Set(ids).size !== ids.length) return `${id}: ${ids.join(", ")}`;
  const own = excluded.find((person) => ids.includes(person.id));
  if (own !== undefined) return `${id}: ${own.name} has asked, and is counted`;
  const late = state.votes.find(({ receivedAt }) => receivedAt >= expiresAt);
  if (late !== undefined) return `${id}: ${late.person.name} was late, and is counted`;
  const blind = events.find(
    ({ event, isCounted }) =>
      isCounted &&
      event.type === "ballot" &&
      event.planDigest !== undefined &&
      ["approve", "reject", "break-glass"].includes(event.choice) &&
      event.planDigest !== binding.planDigest,
  );
  return blind === undefined ? undefined : `${id}: ${JSON.stringify(blind.event)} is counted`;
}

interface Turn {
  readonly promotion: StoredPromotion;
  readonly turn: StoredPromotion["turns"][number];
}

/** The approvals that stood when a promotion had its turn: the newest of each gate. */
function inForce({ promotion }: Turn, { approvals }: RaceTruth) {
  return gatesOfStage(promotion.stage)
    .filter(({ kind }) => kind === APPROVAL_GATE)
    .map(({ name }) => ({
      gate: name,
      approval: approvals.findLast(({ promotionId, gate }) => promotionId === promotion.id && gate === name),
    }));
}

function uncarried(one: Turn, truth: RaceTruth): string | undefined {
  const { promotion, turn } = one;
  for (const { gate, approval } of inForce(one, truth)) {
    const where = `${promotion.id}, gate ${gate}`;
    if (approval?.status !== "approved") return `${where}: ${approval?.status ?? "nobody was asked"}`;
    const { question, state } = approval;
    const { releaseDigest, generation } = question.binding;
    if (releaseDigest !== turn.releaseDigest) return `${where}: it was about another release`;
    if (generation !== turn.generation - 1)
      return `${where}: it was about generation ${generation}, and the turn came after ${turn.generation - 1}`;
    if ((state.decidedAt ?? Infinity) > turn.at + 1) return `${where}: it was decided after the turn`;
    if (state.breakGlass !== undefined) continue;
    const yes = new Set(state.votes.filter(({ decision }) => decision === "approve").map(({ person }) => person.id));
    if (yes.size < question.rule.count) return `${where}: ${yes.size} of ${question.rule.count} votes`;
  }
  return undefined;
}

function carriedByLost(one: Turn, truth: RaceTruth, revocations: readonly Revocation[]): string | undefined {
  for (const { approval } of inForce(one, truth)) {
    const ids = (approval?.state.votes ?? []).map(({ person }) => person.id);
    const lost = revocations.find(({ personId, committedBy }) => ids.includes(personId) && committedBy < one.turn.at);
    if (lost !== undefined)
      return `${one.promotion.id}: ${lost.personId} had lost the right ${Math.round(one.turn.at - lost.committedBy)} ms before the turn`;
  }
  return undefined;
}

function carriedByAsker(one: Turn, truth: RaceTruth, joinings: readonly Joining[]): string | undefined {
  for (const { approval } of inForce(one, truth)) {
    const ids = (approval?.state.votes ?? []).map(({ person }) => person.id);
    const asker = joinings.find(
      ({ personId, promotionId, committedBy }) =>
        promotionId === one.promotion.id && ids.includes(personId) && committedBy < one.turn.at,
    );
    const others = ids.length - 1;
    if (asker !== undefined && others < (approval?.question.rule.count ?? 0))
      return `${one.promotion.id}: ${asker.personId} had asked for it, too`;
  }
  return undefined;
}

function deletedWithout(
  name: string,
  approvals: readonly StoredApproval[],
  revocations: readonly Revocation[],
): string | undefined {
  const approved = approvals.filter(({ status }) => status === "approved");
  if (approved.length === 0) return `${name}: nobody said yes`;
  // The others were said yes to, and the environment had changed or somebody had lost the right: it stayed.
  const carries = approved.some(({ question, state }) => {
    const yes = state.votes.filter(
      ({ person, decision }) =>
        decision === "approve" &&
        !revocations.some(
          ({ personId, committedBy }) => personId === person.id && committedBy < (state.decidedAt ?? 0),
        ),
    );
    return yes.length >= question.rule.count;
  });
  return carries ? undefined : `${name}: too few of those who said yes could`;
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
