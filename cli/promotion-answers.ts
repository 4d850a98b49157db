import type { Actor, DocumentView, Json, Plan } from "./answers.ts";

/** A gate of a promotion. */
export interface GateView {
  readonly name: string;
  readonly kind: string;
  /** Absent before it was first asked. */
  readonly verdict?: string;
  readonly reasons: readonly string[];
  readonly output: Readonly<Record<string, Json>>;
  readonly waitsOn?: string;
  readonly isAlarming: boolean;
  readonly evaluatedAt?: number;
  readonly earliestAt?: number;
  readonly finishedAt?: number;
  readonly finishFault?: string;
}

/** Why a promotion waits, besides its gates. */
export interface PromotionWait {
  readonly for: string;
  readonly reason: string;
  readonly until?: number;
}

/** A promotion. */
export interface PromotionView {
  readonly id: string;
  readonly kind: string;
  readonly project: string;
  readonly pipeline: string;
  readonly pipelineVersion: number;
  readonly environment: string;
  readonly class: string;
  readonly release: string;
  readonly releaseDigest: string;
  readonly attempt: number;
  readonly state: string;
  readonly reason: string;
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
  readonly earliestAt?: number;
  readonly replaced?: string;
  readonly runs?: string;
  readonly revokedAt?: number;
  readonly revokedReason?: string;
}

/** A promotion with everything about it. */
export interface PromotionDetail extends PromotionView {
  readonly plan?: Plan;
  readonly steps: readonly StepView[];
  readonly operations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly state: string;
    readonly reason: string;
    readonly startedAt?: number;
    readonly endedAt?: number;
  }[];
  /** What a person can decide now. */
  readonly choices: readonly string[];
}

/** A step of an operation. */
export interface StepView {
  readonly operationId: string;
  readonly name: string;
  readonly time: string;
  readonly kind: string;
  readonly state: string;
  readonly attempt: number;
  readonly reason: string;
  readonly progress: string;
  readonly output: Readonly<Record<string, Json>>;
  readonly log: readonly string[];
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** Why a promotion stands where it stands. */
export interface Explanation {
  readonly headline: string;
  readonly waitsFor: readonly {
    readonly what: string;
    readonly reason: string;
    readonly on?: string;
    readonly until?: number;
  }[];
  readonly earliestAt?: number;
  readonly next: readonly string[];
}

/** A pipeline. */
export interface PipelineView extends DocumentView<{ readonly stages: readonly { readonly environment: string }[] }> {
  readonly version: number;
}

/** A pipeline and where its releases stand. */
export interface PipelineStatus extends PipelineView {
  readonly stages: readonly StageStatus[];
}

/** A stage, what it runs, and what it waits for. */
export interface StageStatus {
  readonly environment: string;
  readonly after: readonly string[];
  readonly start: string;
  readonly runs?: { readonly release: string; readonly phase: string; readonly verifiedAt?: number };
  readonly open: readonly PromotionView[];
  readonly last?: PromotionView;
}

/** How gates and steps reach an outside system. */
export type ConnectionView = DocumentView<{ readonly system: string; readonly url: string }>;

/** A freeze window. */
export interface FreezeWindowView {
  readonly document: {
    readonly metadata: { readonly project?: string; readonly name: string };
    readonly spec: {
      readonly reason: string;
      readonly scope: { readonly class?: string; readonly environment?: string };
      readonly from?: string;
      readonly to?: string;
      readonly recurrence?: { readonly rule: string; readonly start: string; readonly duration: string };
    };
  };
  readonly actor: Actor;
  readonly createdAt: number;
}

/** A veto that holds. */
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

/** A gate kind or a step kind. */
export interface StageKindView {
  readonly kind: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What changes when one release takes the place of another. */
export interface ReleaseDiff {
  readonly isSame: boolean;
  readonly blueprint: { readonly from: string; readonly to: string };
  readonly parameters: readonly { readonly name: string; readonly change: string }[];
  readonly components: readonly { readonly name: string; readonly change: string; readonly keys: readonly string[] }[];
  readonly artifacts: readonly {
    readonly name: string;
    readonly change: string;
    readonly from?: string;
    readonly to?: string;
  }[];
}

/** What an environment runs, compared with what its release promises. */
export interface ReleaseCheck {
  readonly project: string;
  readonly environment: string;
  readonly release: string;
  readonly phase: string;
  readonly isKept: boolean;
  readonly components: readonly {
    readonly name: string;
    readonly artifact: string;
    readonly promised?: string;
    readonly runs?: string;
    readonly isReady: boolean;
    readonly isKept: boolean;
  }[];
}
