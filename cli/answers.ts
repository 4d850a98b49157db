import type { ClusterUpgrade, UpgradeStepView } from "./upgrade-answers.ts";

/**
 * What the API answers, as far as the CLI reads it. Times are epoch milliseconds. Words that the server may add to
 * (phases, states, kinds) are plain strings here, so that an older CLI shows what a newer server says.
 */

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A page of a list; `continue` is absent on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly continue?: string;
}

/** RFC 9457, as every refused request is answered. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code?: string;
  readonly hint?: string;
  readonly traceId?: string;
  readonly errors?: readonly DocumentProblem[];
}

/** One problem of a sent document. Lines and columns count from 1. */
export interface DocumentProblem {
  readonly code: string;
  readonly message: string;
  readonly pointer: string;
  readonly document: number;
  readonly line?: number;
  readonly column?: number;
  /** Which of the files it stands in; set by the CLI, absent while it is not known. */
  readonly file?: string;
}

/** What applying documents led to. */
export interface ApplyAnswer {
  readonly dryRun: boolean;
  readonly isReplay: boolean;
  readonly results: readonly AcceptedResult[];
  readonly plans: readonly { readonly project: string; readonly environment: string; readonly plan: Plan }[];
  /** What people should know about what was taken. */
  readonly notes?: readonly string[];
}

/** A check of a cell that was asked for. */
export interface CellCheckAskedAnswer {
  readonly asked: number;
}

/** What a cell found when it checked itself last: it answers the questions up to `answered`. */
export interface CellCheckAnswer {
  readonly answered: number;
  readonly findings: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly found: string;
    readonly next?: string;
  }[];
}

/** What became of one document or target. */
export interface AcceptedResult {
  readonly kind: string;
  readonly project: string;
  readonly name: string;
  readonly result: string;
  readonly operationId?: string;
  readonly promotionId?: string;
  /** The approval that is asked for first. */
  readonly approvalId?: string;
  readonly generation?: number;
}

/** What an accepted request started. */
export interface AcceptedAnswer {
  readonly results: readonly AcceptedResult[];
  readonly isReplay: boolean;
}

/** What an operation does, component by component. */
export interface Plan {
  readonly components: readonly PlannedComponent[];
  readonly estimateMs: number;
  readonly upgrades?: readonly ClusterUpgrade[];
}

/** What a plan does to one component, and why. */
export interface PlannedComponent {
  readonly name: string;
  readonly kind: string;
  readonly action: string;
  readonly needs: readonly string[];
  readonly reason: string;
  readonly expectedMs: number;
}

/** What all stored documents have in common. */
export interface DocumentView<Spec> {
  readonly document: {
    readonly metadata: { readonly project?: string; readonly name?: string; readonly version?: string };
    readonly spec: Spec;
  };
  readonly digest: string;
  readonly createdAt: number;
}

/** A stored project. */
export type ProjectView = DocumentView<{ readonly description?: string | undefined }>;
/** A stored blueprint. */
export type BlueprintView = DocumentView<{ readonly components: Readonly<Record<string, { readonly kind: string }>> }>;
/** A stored release. */
export type ReleaseView = DocumentView<{
  readonly blueprint: string;
  readonly artifacts: Readonly<Record<string, { readonly digest: string }>>;
}>;

/** Why an environment waits for a person, and what the person can do. */
export interface Hold {
  readonly reason: string;
  readonly choices: readonly string[];
  readonly since: number;
}

/** An environment. */
export interface EnvironmentView {
  readonly uid: string;
  readonly document: {
    readonly metadata: { readonly project: string; readonly name: string };
    readonly spec: {
      readonly class: string;
      readonly cell: string;
      readonly release: string;
      readonly parameters: Readonly<Record<string, Json>>;
      readonly protected?: boolean | undefined;
    };
  };
  readonly phase: string;
  readonly reason: string;
  readonly hold?: Hold;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly epoch: number;
  readonly isSuspended: boolean;
  readonly awakeUntil?: number;
  readonly expiresAt?: number;
  readonly runningOperationId?: string;
  readonly components: { readonly total: number; readonly ready: number; readonly failed: number };
  /** Differences from what is wanted that are open. */
  readonly drift?: { readonly open: number };
  readonly createdAt: number;
  readonly changedAt: number;
}

/** An environment with its components. */
export interface EnvironmentDetail extends EnvironmentView {
  readonly componentList: readonly ComponentView[];
}

/** A component. Secret outputs are null. */
export interface ComponentView {
  readonly uid: string;
  readonly name: string;
  readonly kind: string;
  readonly phase: string;
  readonly incarnation: number;
  readonly needs: readonly string[];
  readonly outputs: Readonly<Record<string, Json>>;
  readonly fault?: { readonly code: string; readonly message: string; readonly log: readonly string[] };
  readonly progress: string;
  readonly onDelete: string;
  readonly operationId?: string;
  readonly startedAt?: number;
  readonly readyAt?: number;
  readonly expectedMs?: number;
}

/** An operation. */
export interface OperationView {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly project: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly generation: number;
  readonly epoch?: number;
  readonly reason: string;
  readonly plan?: Plan;
  readonly actor: Actor;
  readonly requestedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly deadlineAt?: number;
  readonly isCancelRequested: boolean;
  readonly upgradeSteps?: readonly UpgradeStepView[];
}

/** Who caused something. */
export interface Actor {
  readonly kind: string;
  readonly name: string;
}

/** A snapshot. */
export interface SnapshotView {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly component: string;
  readonly kind: string;
  readonly phase: "Ready" | "Deleting";
  readonly takenAt: number;
}

/** A stored artifact. */
export interface ArtifactView {
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
  readonly storedAt: number;
}

/** A secret: its name, never its value. */
export interface SecretView {
  readonly name: string;
}

/** A component kind. */
export interface KindView {
  readonly kind: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly artifact: string;
  readonly readyWithinMs: number;
}

/** One event of the record. */
export interface EventView {
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly actor: Actor;
  readonly project: string;
  readonly environment?: string;
  readonly component?: string;
  readonly operationId?: string;
  readonly message: string;
}

/** Whether the server can take work, and what is in the way. */
export interface ReadinessAnswer {
  readonly status: string;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly reason?: string }[];
}

/** Which server it is. */
export interface VersionAnswer {
  readonly version: string;
  readonly apiVersion: string;
}
