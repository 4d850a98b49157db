import type { EnvironmentClass, FreezeWindowDocument, PipelineDocument } from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { PromotionKind, PromotionState, StepState, StepTime } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import type { Actor } from "./views-port.ts";

/** A pipeline as people see it. */
export interface PipelineView {
  readonly document: PipelineDocument;
  readonly version: number;
  readonly digest: string;
  readonly createdAt: number;
}

/** A freeze window as people see it. */
export interface FreezeWindowView {
  readonly document: FreezeWindowDocument;
  readonly actor: Actor;
  readonly createdAt: number;
}

/** A veto as people see it. */
export interface VetoView {
  readonly id: string;
  readonly project: string;
  readonly release: string;
  readonly environment?: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

/** The release that a build has made. */
export interface BuiltRelease {
  readonly version: string;
  readonly digest: string;
}

/** A release that an environment ran. */
export interface ReleaseRun {
  readonly release: string;
  readonly releaseDigest: string;
  readonly promotionId: string;
  readonly verifiedAt: number;
}

/** A gate of a promotion as people see it. */
export interface GateView {
  readonly name: string;
  readonly kind: string;
  /** Absent before it was first asked. */
  readonly verdict?: "pass" | "wait" | "reject";
  readonly reasons: readonly string[];
  readonly output: JsonObject;
  readonly waitsOn?: string;
  readonly isAlarming: boolean;
  readonly evaluatedAt?: number;
  readonly lookAgainAt?: number;
  readonly earliestAt?: number;
  /** When it had closed what it opened. */
  readonly finishedAt?: number;
  /** Why it could not close it yet. */
  readonly finishFault?: string;
}

/** Why a promotion waits, besides its gates. */
export interface PromotionWait {
  readonly for: "freeze" | "hold" | "suspension" | "queue" | "plan" | "environment" | "turn";
  readonly reason: string;
  /** When it can go on, epoch milliseconds; absent where nobody knows. */
  readonly until?: number;
}

/** A promotion as people see it. */
export interface PromotionView {
  readonly id: string;
  readonly kind: PromotionKind;
  readonly project: string;
  readonly pipeline: string;
  readonly pipelineVersion: number;
  readonly environment: string;
  readonly environmentUid: string;
  readonly class: EnvironmentClass;
  readonly release: string;
  readonly releaseDigest: string;
  readonly attempt: number;
  readonly state: PromotionState;
  /** Why it stands there, one line; empty when there is nothing to say. */
  readonly reason: string;
  /** Why it was asked for. */
  readonly why: string;
  readonly actor: Actor;
  readonly gates: readonly GateView[];
  readonly waits: readonly PromotionWait[];
  readonly overrideFreeze?: string;
  readonly isCancelRequested: boolean;
  readonly operationId?: string;
  readonly requestedAt: number;
  readonly gatesPassedAt?: number;
  readonly admittedAt?: number;
  readonly endedAt?: number;
  readonly finishedAt?: number;
  readonly lookAgainAt?: number;
  /** The earliest time it can go on, where that is known. */
  readonly earliestAt?: number;
  /** What ran before it; absent before its turn. */
  readonly replaced?: string;
  /** The release that runs since it ended. */
  readonly runs?: string;
  readonly revokedAt?: number;
  readonly revokedReason?: string;
}

/** A promotion with everything about it. */
export interface PromotionDetail extends PromotionView {
  readonly plan?: Plan;
  /** Steps of its operations, in the order in which they ran. */
  readonly steps: readonly StepView[];
  readonly operations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly state: string;
    readonly reason: string;
    readonly startedAt?: number;
    readonly endedAt?: number;
  }[];
  /** What a person can decide now; empty when nothing waits for a person. */
  readonly choices: readonly PromotionDecision["choice"][];
}

/** A step of an operation as people see it. */
export interface StepView {
  readonly operationId: string;
  readonly name: string;
  readonly time: StepTime;
  readonly kind: string;
  readonly state: StepState;
  readonly attempt: number;
  readonly reason: string;
  readonly progress: string;
  readonly output: JsonObject;
  readonly log: readonly string[];
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** A pipeline and where its releases stand. */
export interface PipelineStatus extends PipelineView {
  readonly stages: readonly {
    readonly environment: string;
    readonly after: readonly string[];
    readonly start: "automatic" | "manual";
    /** Absent while the environment does not exist. */
    readonly runs?: { readonly release: string; readonly phase: string; readonly verifiedAt?: number };
    /** Promotions of this stage that are not over, oldest first. */
    readonly open: readonly PromotionView[];
    /** The newest that is over. */
    readonly last?: PromotionView;
  }[];
}

/** Freeze windows and vetoes that may concern an environment. */
export interface Rules {
  /** Moves with every change of any of them. */
  readonly revision: number;
  readonly freezeWindows: readonly FreezeWindowDocument[];
  readonly vetoes: readonly VetoView[];
}

/** A person's decision about a held promotion. */
export interface PromotionDecision {
  readonly choice: "retry" | "skip" | "restore" | "leave";
  /** Why; must not be empty for skip and leave. */
  readonly reason: string;
}
