import type { UpstreamRelease } from "../../domain/decide-verified-upstream.ts";
import type { EnvironmentWork, Hold, NextStep } from "../../domain/schema/environment-work.ts";
import type {
  BlueprintDocument,
  ConnectionDocument,
  Document,
  EnvironmentClass,
  EnvironmentDocument,
  FreezeWindowDocument,
  PipelineDocument,
  ProjectDocument,
  ReleaseDocument,
  StageSpec,
  StepSpec,
} from "../../domain/schema/documents.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import type {
  ComponentPhase,
  EnvironmentPhase,
  OnDelete,
  OperationKind,
  OperationOutcome,
  OperationState,
  StepState,
  StepTime,
} from "../../domain/schema/phases.ts";
import type { AppliedComponent, Plan } from "../../domain/schema/plan.ts";
import type { Fault, OutputRow } from "../cell-records/port.ts";
import type { StoreOfDelivery } from "./delivery-port.ts";
import type { Rules, StoreOfPromotionApi, StoreOfPromotions } from "./promotions-port.ts";

/**
 * The truth, in PostgreSQL. Each verb that changes something is one transaction with its rows, its events and its
 * outbox rows; when it returns, that is durable. Every verb may throw OrchestratorError `STORE_UNREACHABLE`.
 */
export interface Store extends StoreOfApi, StoreOfOperations, StoreOfPromotions {
  close(): Promise<void>;
}

/** Who caused something. */
export interface Actor {
  readonly kind: "user" | "token" | "schedule" | "system";
  readonly name: string;
}

/** A request: its key is unique per actor, and a repeat gets the first answer. */
export interface RequestIdentity {
  /** From `Idempotency-Key`, or made by the API. */
  readonly key: string;
  /** Digest of what was asked; another one under the same key is refused. */
  readonly digest: string;
  readonly actor: Actor;
  readonly traceId: string;
}

/** What an accepted request started. */
export interface Accepted {
  /** Per document or target, in the order given. */
  readonly results: readonly AcceptedResult[];
  /** True when this answer was recorded earlier, for the same key. */
  readonly isReplay: boolean;
}

/** What became of one document or target. */
export interface AcceptedResult {
  readonly kind: Document["kind"] | "Operation" | "Snapshot" | "Promotion" | "Veto";
  readonly project: string;
  /** `name`, or `name@version` for a blueprint, or the version of a release. */
  readonly name: string;
  readonly result:
    | "created"
    | "changed"
    | "unchanged"
    | "deleting"
    | "deleted"
    | "suspended"
    | "resumed"
    | "cancelling"
    | "abandoned"
    | "retrying"
    | "restoring"
    | "left"
    | "revoked"
    | "lifted";
  /** The operation that carries it out; absent when nothing runs. */
  readonly operationId?: string;
  /** The promotion that carries it out; absent when none does. */
  readonly promotionId?: string;
  readonly generation?: number;
}

/** What the API needs of the truth. */
export interface StoreOfApi extends StoreOfPromotionApi, StoreOfDelivery {
  /** Everything stored that documents of these projects may refer to. */
  catalog(projects: readonly string[]): Promise<Catalog>;
  /** The stored state that a plan for one environment starts from; undefined when it does not exist. */
  planBasis(project: string, environment: string): Promise<PlanBasis | undefined>;

  /** The answer that a request got when it was accepted; undefined when it was not. @throws OrchestratorError `IDEMPOTENCY_KEY_REUSED` */
  findAnswer(request: RequestIdentity): Promise<Accepted | undefined>;
  /**
   * Stores documents, all or none, raises generations, queues one operation for each environment that changed
   * or is not as desired (phase Failed or Held), wakes them.
   * @throws OrchestratorError `VERSION_IMMUTABLE`, `ENVIRONMENT_DELETING`, `ENVIRONMENT_MOVED` (another cell), `IDEMPOTENCY_KEY_REUSED`,
   *   `PRECONDITION_FAILED` (`ifGeneration` is another), `REFERENCE_UNKNOWN`, `SNAPSHOT_NOT_FOUND`
   */
  acceptApply(request: RequestIdentity, apply: Apply): Promise<Accepted>;
  /**
   * Queues the deletion of an environment; a second one joins the first; a deleted one answers `deleted`.
   * @throws OrchestratorError `NOT_FOUND` (never existed), `ENVIRONMENT_PROTECTED`, `PRECONDITION_FAILED`, `IDEMPOTENCY_KEY_REUSED`
   */
  acceptDelete(
    request: RequestIdentity,
    target: {
      readonly project: string;
      readonly environment: string;
      readonly keep: boolean;
      readonly ifGeneration?: number;
    },
  ): Promise<Accepted>;
  /** Deletes a project, blueprint or release that nothing uses. @throws OrchestratorError `NOT_FOUND`, `RESOURCE_IN_USE` */
  acceptDeleteUnused(
    request: RequestIdentity,
    target: { readonly kind: "Project" | "Blueprint" | "Release"; readonly project: string; readonly name: string },
  ): Promise<Accepted>;
  /**
   * Marks a snapshot for its cell to delete; from now on nothing can be restored from it. Answers `deleting`, also to a
   * second one, and `deleted` for one that is gone.
   * @throws OrchestratorError `NOT_FOUND` (never existed), `RESOURCE_IN_USE` (an environment that is not gone names it in
   *   `restoreFrom`, or the operation that took it still runs), `IDEMPOTENCY_KEY_REUSED`
   */
  acceptDeleteSnapshot(request: RequestIdentity, id: string): Promise<Accepted>;
  /** Suspends or resumes. Resuming also ends a hold. @throws OrchestratorError `NOT_FOUND` */
  acceptSuspend(
    request: RequestIdentity,
    target: { readonly project: string; readonly environment: string; readonly to: "suspended" | "resumed" },
  ): Promise<Accepted>;
  /** Asks a running operation to stop starting; ends one that waits. @throws OrchestratorError `NOT_FOUND`, `OPERATION_ENDED` */
  acceptCancel(request: RequestIdentity, operationId: string): Promise<Accepted>;
  /**
   * Gives a running operation up: epoch + 1, outcome `Abandoned`, the environment held. For an operation whose workflow does nothing any more.
   * @throws OrchestratorError `NOT_FOUND`, `OPERATION_ENDED`, `OPERATION_NOT_STUCK` (it waits for its turn: cancel it)
   */
  acceptAbandon(request: RequestIdentity, operationId: string, reason: string): Promise<Accepted>;

  listProjects(page: Page): Promise<Listed<DocumentView<ProjectDocument>>>;
  listBlueprints(page: Page & { readonly project?: string }): Promise<Listed<DocumentView<BlueprintDocument>>>;
  listReleases(page: Page & { readonly project?: string }): Promise<Listed<DocumentView<ReleaseDocument>>>;
  /** Those that are not gone, by project and name. */
  listEnvironments(page: Page & { readonly project?: string }): Promise<Listed<EnvironmentView>>;
  /** One environment that is not gone; undefined when there is none. Where `project` is absent and the name is in one project only, that one. */
  getEnvironment(name: string, project?: string): Promise<EnvironmentView | undefined>;
  /** Components of an environment, by name. */
  listComponents(environmentUid: string): Promise<readonly ComponentView[]>;
  /** Newest first. */
  /** Operations, newest first, also those of environments that are gone: all, or those of a project, a name, an environment. */
  listOperations(page: Page & OperationFilter): Promise<Listed<OperationView>>;
  getOperation(operationId: string): Promise<OperationView | undefined>;
  listSnapshots(page: Page & { readonly project?: string }): Promise<Listed<SnapshotView>>;

  /** Sealed events after `afterSeq`, oldest first. Sequence numbers have no gaps. */
  readEvents(query: {
    readonly afterSeq: number;
    readonly limit: number;
    readonly project?: string;
    readonly environmentUid?: string;
    readonly promotionId?: string;
  }): Promise<readonly EventView[]>;
  /** Sequence number of the newest sealed event; 0 when there is none. */
  lastEventSeq(): Promise<number>;
  /** Gives unsealed events their sequence numbers, in commit order, without gaps. One caller at a time works, others get 0. Answers how many. */
  sealEvents(): Promise<number>;

  /** Outbox rows to deliver, oldest first: undelivered and due. */
  pendingLooks(limit: number): Promise<readonly PendingLook[]>;
  /** Marks them delivered. */
  looksDelivered(ids: readonly string[]): Promise<void>;
  /** Writes a look for every environment that is not gone and every promotion that is not finished (after Temporal's data was lost, and at each embedded start). Answers how many. */
  lookAtAll(): Promise<number>;
  /** Calls back soon after new events or outbox rows were committed (LISTEN), and at least every second. Answers how to stop. */
  onCommit(listener: () => void): Promise<() => Promise<void>>;
  /** Answers when the database does. @throws OrchestratorError `STORE_UNREACHABLE` */
  ping(): Promise<void>;
}

/** A look to deliver, and whose workflow reads its rows. */
export interface PendingLook {
  readonly id: string;
  readonly target: LookTarget;
}

/** Whose workflow is to read its rows: an environment's by uid, a promotion's by id. */
export interface LookTarget {
  readonly kind: "environment" | "promotion";
  readonly id: string;
}

/** Which operations; what is absent does not matter. */
export interface OperationFilter {
  readonly environmentUid?: string;
  readonly project?: string;
  /** Name of an environment, also of those that had it before. */
  readonly environment?: string;
}

/** Documents to store, checked and in order. */
export interface Apply {
  readonly documents: readonly {
    readonly document: Document;
    readonly digest: string;
    readonly plan?: Plan;
    /** The build that made a release; a project has one release of a build. Absent for none. */
    readonly buildId?: string;
  }[];
  /** Expected generation of the one environment in it; absent when it does not matter. */
  readonly ifGeneration?: number;
}

/** What is stored, by the names that documents use. */
export interface Catalog {
  readonly projects: readonly string[];
  readonly blueprints: readonly { readonly document: BlueprintDocument; readonly digest: string }[];
  readonly releases: readonly { readonly document: ReleaseDocument; readonly digest: string }[];
  readonly environments: readonly {
    readonly document: EnvironmentDocument;
    readonly uid: string;
    readonly phase: EnvironmentPhase;
    readonly generation: number;
  }[];
  readonly connections: readonly { readonly document: ConnectionDocument }[];
  /** The current version of each. */
  readonly pipelines: readonly { readonly document: PipelineDocument }[];
  readonly freezeWindows: readonly { readonly document: FreezeWindowDocument }[];
  /** Without those that are being deleted. */
  readonly snapshots: readonly { readonly id: string; readonly project: string; readonly kind: string }[];
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
}

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
   * again by another operation, three times at the most, then the environment is held. A repeat, or an operation that
   * has ended, changes nothing.
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
  /** Components a repair is for, by name; empty for other kinds. */
  readonly repair: readonly {
    readonly component: string;
    readonly componentUid: string;
    readonly incarnation: number;
  }[];
  /** Rows of components that are not gone, by name. */
  readonly components: readonly ComponentView[];
  readonly requestedAt: number;
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

/** A page asked for. */
export interface Page {
  /** 1 to 500. */
  readonly limit: number;
  /** Where the last page ended; absent for the first page. */
  readonly continue?: string;
}

/** A page of a list. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Give it back for the next page; absent on the last. */
  readonly continue?: string;
}

/** A stored document. */
export interface DocumentView<Doc> {
  readonly document: Doc;
  readonly digest: string;
  readonly createdAt: number;
}

/** An environment as people see it. */
export interface EnvironmentView {
  readonly uid: string;
  readonly document: EnvironmentDocument;
  readonly phase: EnvironmentPhase;
  /** Why it is in this phase, one line; empty when there is nothing to say. */
  readonly reason: string;
  readonly hold?: Hold;
  readonly generation: number;
  /** Generation that was last brought about whole. */
  readonly observedGeneration: number;
  readonly epoch: number;
  readonly isSuspended: boolean;
  readonly runningOperationId?: string;
  readonly components: { readonly total: number; readonly ready: number; readonly failed: number };
  readonly createdAt: number;
  readonly changedAt: number;
}

/** A component as people see it. Secret outputs show as null. */
export interface ComponentView {
  readonly uid: string;
  readonly name: string;
  readonly kind: string;
  readonly phase: ComponentPhase;
  readonly incarnation: number;
  readonly needs: readonly string[];
  readonly outputs: Readonly<Record<string, Json>>;
  readonly fault?: Fault;
  /** Last word of progress while it runs; empty otherwise. */
  readonly progress: string;
  readonly onDelete: OnDelete;
  /** Digest of the artifact that it runs; absent where it runs none, or does not run. What it is to run may be another one. */
  readonly artifactDigest?: string;
  readonly operationId?: string;
  readonly startedAt?: number;
  readonly readyAt?: number;
  readonly expectedMs?: number;
}

/** An operation as people see it. */
export interface OperationView {
  readonly id: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly project: string;
  readonly environment: string;
  readonly environmentUid: string;
  readonly generation: number;
  readonly epoch?: number;
  /** One line: why it exists, or how it ended. */
  readonly reason: string;
  readonly plan?: Plan;
  readonly actor: Actor;
  readonly requestedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly deadlineAt?: number;
  readonly isCancelRequested: boolean;
}

/** A snapshot as people see it. */
export interface SnapshotView {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly component: string;
  readonly kind: string;
  /** `Deleting` from the request until it is gone; then it is listed no more. */
  readonly phase: "Ready" | "Deleting";
  readonly takenAt: number;
}

/** One event of the record. */
export interface EventView {
  readonly seq: number;
  /** Noun and past participle: `environment.created`, `operation.succeeded`, `component.ready`. */
  readonly type: string;
  readonly at: number;
  readonly actor: Actor;
  readonly project: string;
  readonly environment?: string;
  readonly environmentUid?: string;
  readonly component?: string;
  readonly operationId?: string;
  readonly promotionId?: string;
  /** One line for people. No secrets. */
  readonly message: string;
  readonly data: JsonObject;
}
