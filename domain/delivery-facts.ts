import type { EnvironmentClass } from "./schema/documents.ts";
import type { PromotionKind, PromotionOutcome } from "./schema/phases.ts";

/** A promotion that has ended, as far as delivery is measured by it. Instants are epoch milliseconds. */
export interface PromotionFact {
  readonly id: string;
  readonly project: string;
  /** Name of its environment. */
  readonly environment: string;
  readonly stageClass: EnvironmentClass;
  readonly kind: PromotionKind;
  /** Version of its release. */
  readonly release: string;
  readonly releaseDigest: string;
  readonly outcome: PromotionOutcome;
  readonly requestedAt: number;
  /** When its operation took its turn; absent when none did. */
  readonly admittedAt?: number;
  readonly endedAt: number;
  /** Whether its operation had its turn. Only then it may have changed anything, and only then it is a deployment. */
  readonly hadTurn: boolean;
}

/** When a release was created, epoch milliseconds. */
export interface ReleaseFact {
  readonly version: string;
  readonly digest: string;
  readonly createdAt: number;
}

/** What delivery is measured from. The order does not matter. */
export interface DeliveryFacts {
  readonly promotions: readonly PromotionFact[];
  readonly releases: readonly ReleaseFact[];
}

/** A span of time, epoch milliseconds: `fromMs` belongs to it, `toMs` does not. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is to be measured. */
export interface DeliveryQuestion {
  /** A deployment counts in the period in which it ended. */
  readonly period: Period;
  /** Absent: every project. */
  readonly project?: string;
  /** Names of the environments that count. Absent: those of a class. */
  readonly environments?: readonly string[];
  /** Class of the environments that count where none is named. Default: prod. */
  readonly stageClass?: EnvironmentClass;
  /** How long after a failed deployment a promotion is taken for its fix, milliseconds. Default: 24 h; more than 30 days see no more. */
  readonly reworkWithinMs?: number;
}
