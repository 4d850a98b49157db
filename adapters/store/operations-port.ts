import type { AskedApproval } from "../../domain/approvals/decide-approval-gate.ts";
import type { PersonName } from "../../domain/schema/approval.ts";
import type { KnownLook } from "../../domain/plan-upgrades.ts";
import type { UpstreamRelease } from "../../domain/decide-verified-upstream.ts";
import type { EnvironmentWork, Hold, NextStep } from "../../domain/schema/environment-work.ts";
import type {
  BlueprintDocument,
  EnvironmentClass,
  EnvironmentDocument,
  ReleaseDocument,
  StageSpec,
  StepSpec,
} from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type {
  OperationKind,
  OperationOutcome,
  OperationState,
  StepState,
  StepTime,
} from "../../domain/schema/phases.ts";
import type { Plan, AppliedComponent } from "../../domain/schema/plan.ts";
import type { Fault, OutputRow } from "../cell-records/port.ts";
import type { ComponentView } from "./views-port.ts";
import type { Rules } from "./promotion-views-port.ts";

/** What activities of environments and operations need of the truth. */
export interface StoreOfOperations {
  /**
   * Locks the environment, reads its work, lets `decide` choose, carries the choice out (records `running` before it is
   * answered; makes the repair operation; marks superseded ones) and answers what the workflow does.
   * An environment that does not exist, or is gone, answers `end`.
   */
  takeNext(
    uid: string,
    decide: (work: EnvironmentWork) => NextStep,
  ): Promise<
    | { readonly do: "end" }
    | { readonly do: "start"; readonly operationId: string }
    | { readonly do: "wait"; readonly lookAgainAt: number }
  >;
  /** The operation that is recorded as running for this environment and since when; undefined when none is. */
  runningOperation(uid: string): Promise<{ readonly operationId: string; readonly startedAt: number } | undefined>;
  /** Ids of every operation that is recorded as running, in any environment, oldest first. */
  runningOperations(): Promise<readonly string[]>;
  /**
   * Ends a running operation whose workflow closed without an outcome: epoch + 1, operation Failed. Its work is begun
   * again by another operation, three times at the most, then the environment is held; not where it was cancelled, or
   * something newer waits. A promotion that has begun, and a restore, keep the turn, and give way to a deletion only. A
   * repair is asked for by its wakes, and what a revert was to put back is held. A repeat, or an operation that has ended, changes nothing.
   */
  recoverOperation(operationId: string, reason: string): Promise<void>;

  /** What admission decides from, read without a lock. @throws OrchestratorError `NOT_FOUND` */
  admissionBasis(operationId: string): Promise<AdmissionBasis>;
  /**
   * Takes the turn, in one transaction: epoch + 1, the plan and its component rows (new ones with incarnation 1, phase Pending).
   * A repeat for an operation that has its turn answers the same. Refused when the operation ended, is no longer recorded as
   * running, or `basisGeneration` is not the environment's any more.
   */
  admit(operationId: string, admission: AdmissionWish): Promise<Admission>;
  /** Ends an operation that was not admitted; nothing changed. */
  refuse(operationId: string, reason: string): Promise<void>;
  /**
   * The operation's outcome, from what its components became: outcome rows of every request it carries, phases, faults, hold,
   * events, and the look for its environment. A repeat changes nothing. Clears `running`.
   */
  endOperation(operationId: string, end: OperationEnd): Promise<OperationOutcome>;
  /** Whether a person asked it to stop starting, or deletion of its environment was asked for. */
  mustStopStarting(operationId: string): Promise<boolean>;
  /** Records a fault of a component whose converge ended without recording one. Fenced by the operation's epoch. */
  recordFault(operationId: string, componentUid: string, fault: Fault): Promise<void>;
}

/** What an operation reports at its end. */
export interface OperationEnd {
  /** Components whose converge failed, with the reason, by component uid. */
  readonly failed: Readonly<Record<string, string>>;
  /** Components that were never started. */
  readonly notStarted: readonly string[];
  /** True when it stopped starting because it was asked to. */
  readonly wasCancelled: boolean;
  /** Why it stopped starting where nobody asked it to; absent otherwise. */
  readonly reason?: string;
  /** A hold to set; absent for none. */
  readonly hold?: Hold;
}

/** What admission decides from. */
export interface AdmissionBasis {
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly environmentUid: string;
  readonly project: string;
  readonly environment: string;
  readonly class: EnvironmentClass;
  readonly cell: string;
  readonly generation: number;
  readonly keep: boolean;
  readonly document: EnvironmentDocument;
  readonly blueprint: { readonly document: BlueprintDocument; readonly digest: string };
  readonly release: { readonly document: ReleaseDocument; readonly digest: string };
  readonly basis: PlanBasis;
  /** The plan that was admitted; null before its turn. */
  readonly admittedPlan: Plan | null;
  /** Components a repair or a revert is for, by name; empty for other kinds. */
  readonly repair: readonly {
    readonly component: string;
    readonly componentUid: string;
    readonly incarnation: number;
  }[];
  /** Rows of components that are not gone, by name. */
  readonly components: readonly ComponentView[];
  readonly requestedAt: number;
  /** When it was recorded as running, epoch milliseconds; null before. */
  readonly startedAt: number | null;
  /** The promotion that it carries out or restores; null for work of its own. */
  readonly promotion: AdmissionPromotion | null;
}

/** What admission needs to know of a promotion. */
export interface AdmissionPromotion {
  readonly id: string;
  /** True when its wish has become its environment's desired state before: the same work goes on. */
  readonly isContinuation: boolean;
  readonly stage: StageSpec;
  readonly overrideFreeze: string | null;
  /** Digest of the plan that was shown; null when none was. */
  readonly shownPlan: string | null;
  readonly gates: readonly {
    readonly name: string;
    readonly verdict: string | null;
    readonly evaluatedAt: number | null;
  }[];
  readonly rules: Rules;
  /** What the release came to in each stage before; empty where that is not asked. */
  readonly upstream: readonly UpstreamRelease[];
  /** The newest approval of each gate that asks people, null where nobody was asked; empty where nothing is asked. */
  readonly approvals: readonly { readonly gate: string; readonly approval: AskedApproval | null }[];
  /** Persons whose votes do not count: who asked, who tried again, the release's author. */
  readonly excluded: readonly PersonName[];
  readonly holdReason: string | null;
  /** Steps of the operation that it goes on with or restores, in their order; empty for a first one. */
  readonly earlierSteps: readonly EarlierStep[];
  /** Digest of what is to be restored; null where nothing is. */
  readonly restoreDigest: string | null;
  /** Of a restore: the components of which the promotion has taken a life away, by name; empty for other operations. */
  readonly takenAway: readonly TakenAway[];
  /** Of a restore: names of components whose present life a restore of the same promotion has begun; empty for other operations. */
  readonly begunAnew: readonly string[];
}

/** A life that a promotion has ended. */
export interface TakenAway {
  readonly component: string;
  readonly kind: string;
  /** The last copy of its data; null where none was taken. */
  readonly snapshot: string | null;
}

/** A step that an earlier operation of the same promotion had. */
export interface EarlierStep {
  readonly operationId: string;
  readonly name: string;
  readonly time: StepTime;
  readonly kind: string;
  readonly spec: StepSpec;
  readonly state: StepState;
  readonly reason: string;
  readonly output: JsonObject;
  /** True when a restore of the same promotion has taken it back. */
  readonly isUndone: boolean;
}

/** A step that an operation takes along into its turn. */
export interface NewStep extends Omit<EarlierStep, "operationId" | "isUndone"> {
  /** Of an undo: the operation whose step is taken back. */
  readonly undoOf?: string;
  /** Position, from 0. */
  readonly place: number;
}

/** What an operation takes its turn with. */
export interface AdmissionWish {
  readonly plan: Plan;
  readonly basisGeneration: number;
  /** The environment's desired state from now on; absent where it stays. */
  readonly wanted?: { readonly document: EnvironmentDocument; readonly digest: string };
  /** What must still hold in the transaction that takes the turn; absent where nothing was asked. */
  readonly guard?: {
    readonly rulesRevision: number;
    /** Ids of those whose votes were left out; absent where nobody is asked. Nobody else may have asked since. */
    readonly excluded?: readonly string[];
    /** Epoch milliseconds at which a freeze begins; absent when none does. */
    readonly validUntil?: number;
  };
  /** Absent: none. */
  readonly steps?: readonly NewStep[];
  /** Snapshots that components start from, by component, besides those of the environment's document. */
  readonly restoreFrom?: Readonly<Record<string, string>>;
  /** Of a restore: components whose data does not come back. Absent: none. */
  readonly lostData?: readonly string[];
}

/** What a plan of an operation is made from. */
export type PlanGroundRows = Pick<
  AdmissionBasis,
  "kind" | "keep" | "project" | "document" | "blueprint" | "release" | "basis" | "repair"
>;

/** The turn, or why it was refused. */
export type Admission =
  | { readonly isAdmitted: false; readonly reason: string }
  | {
      readonly isAdmitted: true;
      readonly epoch: number;
      readonly componentUids: Readonly<Record<string, string>>;
      readonly environmentUid: string;
      readonly cell: string;
      /** Its steps as they stand, in their order; those of an earlier operation that are done are done. */
      readonly steps: readonly AdmittedStep[];
    };

/** A step of an operation that has its turn. */
export interface AdmittedStep {
  readonly name: string;
  readonly time: StepTime;
  readonly state: StepState;
  readonly always: boolean;
  readonly continueOnFailure: boolean;
}

/** What a plan is made from, besides the documents. */
export interface PlanBasis {
  readonly environmentUid: string;
  readonly applied: readonly AppliedComponent[];
  /** Outputs of ready components, by component. */
  readonly outputs: Readonly<Record<string, readonly OutputRow[]>>;
  /** Learned durations by component name, milliseconds (p50 of this component if seen, else of its kind). */
  readonly expectedMs: Readonly<Record<string, number>>;
  /** Learned durations by kind, milliseconds. */
  readonly expectedMsByKind: Readonly<Record<string, number>>;
  /** What was seen of its clusters, by component; absent for none. */
  readonly looks?: Readonly<Record<string, KnownLook>>;
  /** Learned durations of steps of upgrades, milliseconds, by `stepKey`; absent where it has no cluster that was seen. */
  readonly stepMs?: Readonly<Record<string, number>>;
}
