import type { Json } from "./answers.ts";

/** A value of a field; of a secret one only its keyed hash. */
type FieldValue = Json | { readonly secret: string };

/** A difference between what is wanted and what is there. Instants are epoch milliseconds. */
export interface FindingView {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly class: string;
  readonly component: string;
  readonly kind: string;
  readonly status: string;
  readonly statusReason: string;
  readonly fields: readonly {
    readonly path: string;
    readonly class: string;
    readonly wanted?: FieldValue;
    readonly seen?: FieldValue;
    readonly by?: { readonly who: string; readonly at?: number };
    readonly isLearned?: true;
  }[];
  readonly reaction: {
    readonly reaction: string;
    readonly fields: readonly { readonly path: string; readonly reaction: string; readonly rule: string }[];
    readonly instead?: string;
  };
  readonly diffDigest: string;
  readonly since: number;
  readonly lastSeenAt: number;
  readonly seenCount: number;
  readonly revertedAt: readonly number[];
  readonly snoozedUntil?: number;
  readonly operationId?: string;
  readonly approvalId?: string;
  readonly promotionId?: string;
  readonly endedAt?: number;
}

/** What happens to a finding by itself, and what people can answer. */
export interface NextOfFinding {
  readonly lines: readonly string[];
  readonly at?: number;
  readonly answers: readonly string[];
}

/** A finding with its difference as text, and with what happens next. */
export interface FindingDetail extends FindingView {
  readonly diff: string;
  readonly next: NextOfFinding;
}

/** A sweep: a look at everything that is in one place. */
export interface SweepView {
  readonly id: string;
  readonly cell: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly reason: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly counts: {
    readonly looked: number;
    readonly clean: number;
    readonly drifted: number;
    readonly stale: number;
    readonly busy: number;
    readonly failed: number;
    readonly calls: number;
  };
  readonly brake?: string;
}

/** What drift of an environment leads to, component by component. */
export interface DriftExplanation {
  readonly project: string;
  readonly environment: string;
  readonly class: string;
  readonly standing: {
    readonly frozenBy: readonly string[];
    readonly opensAt?: number;
    readonly holdReason?: string;
    readonly isSuspended: boolean;
    readonly isAsleep?: true;
    readonly runs?: string;
  };
  readonly components: readonly ComponentDrift[];
}

/** What drift of one component leads to. The first rule that fits a field decides about it. */
export interface ComponentDrift {
  readonly component: string;
  readonly kind: string;
  readonly rules: readonly { readonly pattern?: string; readonly reaction: string; readonly where: string }[];
  readonly next: { readonly lines: readonly string[]; readonly at?: number };
  readonly finding?: {
    readonly id: string;
    readonly status: string;
    readonly statusReason: string;
    readonly since: number;
    readonly next: NextOfFinding;
  };
}
