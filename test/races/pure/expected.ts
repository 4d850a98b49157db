import type { ApprovalEvent, ApprovalQuestion } from "../../../domain/approvals/approval-question.ts";
import type { ApprovalStatus } from "../../../domain/schema/approval.ts";
import type { ErrorCode } from "../../../domain/errors.ts";

/** What a whole sequence must come to, told from the sequence as a whole and not from one event after the other. */
export interface Expected {
  readonly status: ApprovalStatus;
  /** Ids of those whose yes stands, in any order. */
  readonly approvers: readonly string[];
  /** Id of who rejected. */
  readonly rejecter?: string;
  /** Of each event: none where it counts, else every rule that it breaks. */
  readonly broken: readonly (readonly ErrorCode[])[];
  readonly escalatedAt?: number;
  readonly glassBy?: string;
  readonly reviewedBy?: string;
  /** Place of the event that decided; absent while it is open. */
  readonly decidedBy?: number;
}

type Ballot = Extract<ApprovalEvent, { type: "ballot" }>;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The rules as the pages about approvals have them: first which events would count if nothing had been decided, then the
 * earliest of those that decide, then what may still follow a decision.
 */
export function expectedOf(question: ApprovalQuestion, events: readonly ApprovalEvent[]): Expected {
  const escalation = events.findIndex(({ type }) => type === "escalation" && question.rule.escalateTo !== undefined);
  const own = events.map((event, place) =>
    event.type === "ballot"
      ? faultsOfBallot(question, event, escalation !== -1 && escalation < place)
      : faultsOfTime(question, event),
  );
  const sound = (place: number) => own[place]?.length === 0;
  const at = (choice: Ballot["choice"]) =>
    events.flatMap((event, place) => (isBallot(event, choice) && sound(place) ? [place] : []));
  const quorum = quorumAt(question.rule.count, events, sound);
  const ends = {
    approved: Math.min(quorum, ...at("break-glass")),
    rejected: Math.min(NEVER, ...at("reject")),
    expired: Math.min(NEVER, ...placesOf(events, ({ type }) => type === "expiry").filter(sound)),
    withdrawn: Math.min(
      NEVER,
      ...at("withdraw-request"),
      ...placesOf(events, (event) => event.type === "end" && event.status === "withdrawn"),
    ),
    superseded: placesOf(events, (event) => event.type === "end" && event.status === "superseded")[0] ?? NEVER,
  };
  const decidedBy = Math.min(...Object.values(ends));
  const decision = Object.entries(ends).find(([, place]) => place === decidedBy && place !== NEVER)?.[0] ?? "pending";
  const isApproved = decision === "approved";
  const voidAt = isApproved
    ? Math.min(
        NEVER,
        ...placesOf(events, (event) => event.type === "end" && event.status === "superseded").filter(
          (place) => place > decidedBy,
        ),
      )
    : NEVER;
  const breaking = isApproved ? events[decidedBy] : undefined;
  const glassBy = breaking !== undefined && isBallot(breaking, "break-glass") ? breaking.voter.id : undefined;
  const reviewAt =
    glassBy === undefined
      ? NEVER
      : Math.min(
          NEVER,
          ...placesOf(
            events,
            (event) => isBallot(event, "review") && faultsOfReview(event, glassBy).length === 0,
          ).filter((place) => place > decidedBy),
        );
  const broken = events.map((event, place): readonly ErrorCode[] => {
    const late = place > decidedBy ? [lateCode(decision as ApprovalStatus)] : [];
    if (event.type === "end") return place <= decidedBy || place === voidAt ? [] : late;
    if (!isBallot(event, "review")) return [...(own[place] ?? []), ...late];
    if (!event.voter.isPerson) return ["PERSON_REQUIRED"];
    if (glassBy === undefined || place < decidedBy) return ["APPROVAL_UNCLEAR"];
    return [...faultsOfReview(event, glassBy), ...(place > reviewAt ? (["APPROVAL_DECIDED"] as const) : [])];
  });
  const until = Math.min(decidedBy, events.length - 1);
  const rejecting = decision === "rejected" ? events[decidedBy] : undefined;
  const rejecter = rejecting?.type === "ballot" ? rejecting.voter.id : undefined;
  const reviewing = events[reviewAt];
  return {
    status: voidAt === NEVER ? (decision as ApprovalStatus) : "superseded",
    approvers: [...standing(events, sound, until)].filter((id) => id !== rejecter),
    broken,
    ...(rejecter === undefined ? {} : { rejecter }),
    ...(escalation === -1 || escalation > decidedBy ? {} : { escalatedAt: instantOf(events[escalation]) }),
    ...(glassBy === undefined ? {} : { glassBy }),
    ...(reviewing?.type === "ballot" ? { reviewedBy: reviewing.voter.id } : {}),
    ...(decidedBy === NEVER ? {} : { decidedBy }),
  };
}

/** Rules that a ballot breaks by itself, whatever came before. */
function faultsOfBallot(question: ApprovalQuestion, ballot: Ballot, isEscalated: boolean): readonly ErrorCode[] {
  const { rule, binding, excluded, requesters, expiresAt } = question;
  const { voter, choice, reason, receivedAt, planDigest } = ballot;
  const { from, escalateTo, breakGlass, isAnyVoter = false } = rule;
  const isVote = choice === "approve" || choice === "reject";
  const asked = new Set([from, ...(isEscalated && escalateTo !== undefined ? [escalateTo] : [])]);
  const names = (people: readonly { readonly id: string }[]) => people.map(({ id }) => id);
  const faults: Readonly<Partial<Record<ErrorCode, boolean>>> = {
    PERSON_REQUIRED: !voter.isPerson,
    APPROVAL_EXPIRED: !(receivedAt < expiresAt),
    APPROVAL_CHANGED: (isVote || choice === "break-glass") && (planDigest ?? binding.planDigest) !== binding.planDigest,
    SELF_APPROVAL: isVote && names(excluded).includes(voter.id),
    NOT_AN_APPROVER:
      (isVote && !(voter.mayVote && (isAnyVoter || voter.groups.some((group) => asked.has(group))))) ||
      (choice === "break-glass" && !(breakGlass !== undefined && voter.groups.includes(breakGlass) && voter.mayVote)) ||
      (choice === "withdraw-request" && !names(requesters).includes(voter.id)),
    REASON_REQUIRED: (choice === "reject" || choice === "break-glass") && reason.trim().length < 5,
  };
  return Object.entries(faults).flatMap(([code, isBroken]) => (isBroken ? [code as ErrorCode] : []));
}

function faultsOfReview({ voter, reason }: Ballot, glassBy: string): readonly ErrorCode[] {
  return [
    ...(voter.isPerson ? [] : (["PERSON_REQUIRED"] as const)),
    ...(voter.id === glassBy ? (["SELF_APPROVAL"] as const) : []),
    ...(voter.mayVote ? [] : (["NOT_AN_APPROVER"] as const)),
    ...(reason.trim().length < 5 ? (["REASON_REQUIRED"] as const) : []),
  ];
}

function faultsOfTime({ expiresAt }: ApprovalQuestion, event: ApprovalEvent): readonly ErrorCode[] {
  return event.type === "expiry" && event.at < expiresAt ? ["APPROVAL_UNCLEAR"] : [];
}

/** The first place after which enough persons say yes: each person's yes reaches from its vote to the next withdrawal. */
function quorumAt(count: number, events: readonly ApprovalEvent[], sound: (place: number) => boolean): number {
  const place = events.findIndex((_, until) => standing(events, sound, until).size >= count);
  return place === -1 ? NEVER : place;
}

/** Who says yes after the event at a place, were nothing decided before it. */
function standing(
  events: readonly ApprovalEvent[],
  sound: (place: number) => boolean,
  until: number,
): ReadonlySet<string> {
  const lastWord = new Map<string, string>();
  for (const [place, event] of events.slice(0, until + 1).entries())
    if ((isBallot(event, "approve") || isBallot(event, "withdraw")) && sound(place))
      lastWord.set(event.voter.id, event.choice);
  return new Set([...lastWord].filter(([, word]) => word === "approve").map(([id]) => id));
}

function placesOf(events: readonly ApprovalEvent[], is: (event: ApprovalEvent) => boolean): readonly number[] {
  return events.flatMap((event, place) => (is(event) ? [place] : []));
}

const isBallot = (event: ApprovalEvent, choice: Ballot["choice"]): event is Ballot =>
  event.type === "ballot" && event.choice === choice;

const lateCode = (decision: ApprovalStatus): ErrorCode =>
  decision === "expired" ? "APPROVAL_EXPIRED" : "APPROVAL_DECIDED";

const instantOf = (event: ApprovalEvent | undefined): number => (event !== undefined && "at" in event ? event.at : NaN);
