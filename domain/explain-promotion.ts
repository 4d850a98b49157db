import { APPROVAL_GATE } from "./stage-gates.ts";
import type { PromotionKind, PromotionState, StepState } from "./schema/phases.ts";

/** As much of a promotion as its explanation needs. Instants are epoch milliseconds. */
export interface ExplainedPromotion {
  readonly id: string;
  readonly kind: PromotionKind;
  readonly project: string;
  readonly environment: string;
  readonly release: string;
  readonly state: PromotionState;
  /** Why it stands there, one line; empty when there is nothing to say. */
  readonly reason: string;
  readonly gates: readonly {
    readonly name: string;
    readonly kind: string;
    /** Absent before it was first asked. */
    readonly verdict?: "pass" | "wait" | "reject";
    readonly reasons: readonly string[];
    readonly waitsOn?: string;
    readonly earliestAt?: number;
    /** Why it could not close what it had opened yet. */
    readonly finishFault?: string;
  }[];
  /** Why it waits, besides its gates. */
  readonly waits: readonly { readonly for: keyof typeof WAITS; readonly reason: string; readonly until?: number }[];
  readonly steps: readonly { readonly name: string; readonly state: StepState; readonly progress: string }[];
  /** What a person can decide now. */
  readonly choices: readonly ("retry" | "skip" | "restore" | "leave")[];
  readonly isCancelRequested: boolean;
  /** Once its gates have passed: the operation that carries it out. */
  readonly operationId?: string;
  readonly earliestAt?: number;
  /** What ran before it; absent before its turn. */
  readonly replaced?: string;
  /** The release that runs since it ended. */
  readonly runs?: string;
  readonly revokedAt?: number;
  readonly revokedReason?: string;
}

/** Why a promotion stands where it stands, for people. */
export interface Explanation {
  /** One sentence. */
  readonly headline: string;
  /** Everything that is in its way, none of which it can remove by itself; empty when nothing is. */
  readonly waitsFor: readonly Obstacle[];
  /** Before it, it cannot go on; absent where nobody knows. */
  readonly earliestAt?: number;
  /** What a person can type next; the first is the likeliest. */
  readonly next: readonly string[];
}

/** One thing that a promotion waits for. */
export interface Obstacle {
  readonly what: string;
  readonly reason: string;
  /** On whom; absent where nobody is named. */
  readonly on?: string;
  /** When it is over; absent where nobody knows. */
  readonly until?: number;
}

const WAITS = {
  freeze: "a freeze",
  hold: "a decision about the environment",
  suspension: "the end of a suspension",
  queue: "its place in line",
  plan: "a plan",
  environment: "its environment",
  turn: "its turn",
} as const;

/** Explains a promotion: how it stands, what it waits for and on whom, and what to do about it. */
export function explainPromotion(promotion: ExplainedPromotion): Explanation {
  switch (promotion.state) {
    case "Waiting":
      return promotion.operationId === undefined ? explainWaiting(promotion) : explainQueued(promotion);
    case "Running":
    case "Restoring":
      return explainRunning(promotion);
    case "Held":
    case "Restore failed":
      return explainHeld(promotion);
    case "Verified":
    case "Rejected":
    case "Superseded":
    case "Cancelled":
    case "Failed":
    case "Restored":
      return explainOver(promotion);
  }
}

function explainWaiting(promotion: ExplainedPromotion): Explanation {
  const { id, gates, isCancelRequested } = promotion;
  if (isCancelRequested)
    return { headline: `${subjectOf(promotion)} is being cancelled.`, waitsFor: [], next: [watchCommand(id)] };
  const waitsFor = [...promotion.waits.map(obstacleOfWait), ...gates.flatMap(obstacleOfGate)];
  const { earliestAt } = promotion;
  return {
    headline: `${subjectOf(promotion)} waits${waitingWords(waitsFor)}.`,
    waitsFor,
    ...(earliestAt === undefined || waitsFor.length === 0 ? {} : { earliestAt }),
    next: [
      ...commandsOfGates(promotion),
      ...commandsOfWaits(promotion),
      watchCommand(id),
      `holdfast promotions cancel ${id}`,
    ],
  };
}

function explainQueued(promotion: ExplainedPromotion): Explanation {
  const { id, environment, operationId } = promotion;
  const reason = `other work goes on in ${environment}, or is about to end`;
  return {
    headline: `${subjectOf(promotion)} has passed its gates and waits for its turn.`,
    waitsFor: [{ what: WAITS.turn, reason }],
    next: [watchCommand(id), `holdfast operations get ${operationId}`, `holdfast promotions cancel ${id}`],
  };
}

function explainRunning(promotion: ExplainedPromotion): Explanation {
  const { id, environment, state, reason, replaced, isCancelRequested } = promotion;
  const steps = promotion.steps.filter((step) => step.state === "Running");
  const isRestore = state === "Restoring";
  const running = isCancelRequested ? "is being cancelled: nothing more of it is started" : "is being carried out";
  const restoring = `failed${because(reason)}; ${environment} is being put back to ${replaced ?? "what ran before"}`;
  return {
    headline: `${subjectOf(promotion)} ${isRestore ? restoring : running}.`,
    waitsFor: steps.map(({ name, progress }) => ({
      what: `step "${name}"`,
      reason: progress === "" ? "it runs" : progress,
    })),
    next: [watchCommand(id), ...(isRestore || isCancelRequested ? [] : [`holdfast promotions cancel ${id}`])],
  };
}

function explainHeld(promotion: ExplainedPromotion): Explanation {
  const { id, environment, project, state, reason, choices } = promotion;
  const isRestoreFailed = state === "Restore failed";
  const what = isRestoreFailed ? "failed, and so did its restore" : "failed";
  const decision = { what: "a decision", reason: `${environment} is held until a person decides`, on: "a person" };
  return {
    headline: `${subjectOf(promotion)} ${what}${because(reason)}.`,
    waitsFor: [...(choices.length === 0 ? [] : [decision]), ...promotion.gates.flatMap(unclosedGate)],
    next: [
      ...choices.map((choice) => commandOfChoice(choice, id)),
      ...(isRestoreFailed ? [`holdfast resume ${environment} -p ${project}`] : []),
      `holdfast describe promotion ${id}`,
    ],
  };
}

function explainOver(promotion: ExplainedPromotion): Explanation {
  const { id, state } = promotion;
  const mayRetry = state !== "Verified" && state !== "Superseded";
  return {
    headline: `${subjectOf(promotion)} ${outcomeWords(promotion)}.`,
    waitsFor: promotion.gates.flatMap(unclosedGate),
    next: [...(mayRetry ? [`holdfast retry ${id}`] : []), `holdfast describe promotion ${id}`],
  };
}

function outcomeWords({ state, reason, runs, environment, ...revoked }: ExplainedPromotion): string {
  const now = runs === undefined ? "" : `; ${environment} runs ${runs}`;
  if (state === "Verified") {
    if (revoked.revokedAt === undefined) return "is verified";
    return `was verified, which was revoked${because(revoked.revokedReason ?? "")}`;
  }
  if (state === "Restored") return `failed, and what ran before was restored${because(reason)}${now}`;
  const outcome = state === "Failed" ? "failed" : `was ${state.toLowerCase()}`;
  return `${outcome}${because(reason)}${now}`;
}

/** What a promotion brings where, as the beginning of a sentence. */
function subjectOf({ kind, release, environment }: ExplainedPromotion): string {
  if (kind === "change") return `The change of ${environment}`;
  return kind === "rollback" ? `The rollback of ${environment} to ${release}` : `Release ${release} in ${environment}`;
}

const because = (reason: string): string => (reason === "" ? "" : `: ${reason}`);

function waitingWords(waitsFor: readonly Obstacle[]): string {
  const [only] = waitsFor;
  if (only === undefined) return " to be looked at";
  return waitsFor.length === 1 ? ` for ${only.what}` : ` for ${waitsFor.length} things`;
}

function obstacleOfWait({ for: what, reason, until }: ExplainedPromotion["waits"][number]): Obstacle {
  return { what: WAITS[what], reason, ...(until === undefined ? {} : { until }) };
}

function obstacleOfGate(gate: ExplainedPromotion["gates"][number]): readonly Obstacle[] {
  const { name, verdict, reasons, waitsOn, earliestAt } = gate;
  if (verdict === "pass") return [];
  const reason = verdict === undefined ? "it was not asked yet" : reasons.join("; ");
  return [
    {
      what: `gate "${name}"`,
      reason,
      ...(waitsOn === undefined ? {} : { on: waitsOn }),
      ...(earliestAt === undefined ? {} : { until: earliestAt }),
    },
  ];
}

/** It is over, and what a gate opened for it is still open. */
function unclosedGate({ name, finishFault }: ExplainedPromotion["gates"][number]): readonly Obstacle[] {
  if (finishFault === undefined) return [];
  return [{ what: `gate "${name}"`, reason: `what it opened is not closed yet: ${finishFault}` }];
}

/** Whoever may answer a question finds it here. */
function commandsOfGates({ id, gates }: ExplainedPromotion): readonly string[] {
  const isAsking = gates.some(({ kind, verdict }) => kind === APPROVAL_GATE && verdict === "wait");
  return isAsking ? [`holdfast approvals get ${id}`] : [];
}

function commandsOfWaits({ waits, environment, project }: ExplainedPromotion): readonly string[] {
  const commands = waits.flatMap((wait) => {
    if (wait.for === "freeze") return [`holdfast freeze list -p ${project}`];
    if (wait.for === "suspension") return [`holdfast resume ${environment} -p ${project}`];
    return wait.for === "queue" ? [] : [`holdfast describe environment ${environment} -p ${project}`];
  });
  return [...new Set(commands)];
}

function commandOfChoice(choice: ExplainedPromotion["choices"][number], id: string): string {
  return choice === "skip" || choice === "leave"
    ? `holdfast ${choice} ${id} --reason TEXT`
    : `holdfast ${choice} ${id}`;
}

const watchCommand = (id: string): string => `holdfast wait promotion/${id} --for=over`;
