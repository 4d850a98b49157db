import type { StoreOfApprovalApi, StoreOfApprovals } from "./approvals-port.ts";
import type { PlanBasis, StoreOfOperations } from "./operations-port.ts";
import type { RequestIdentity, Accepted } from "./requests-port.ts";
import type {
  BlueprintDocument,
  ConnectionDocument,
  Document,
  EnvironmentDocument,
  FreezeWindowDocument,
  PipelineDocument,
  ProjectDocument,
  ReleaseDocument,
  SubscriptionDocument,
  EnvironmentClass,
} from "../../domain/schema/documents.ts";
import type { Visible } from "../../domain/schema/access.ts";
import type { EnvironmentPhase } from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import type { StoreOfCellChecks } from "./cell-checks-port.ts";
import type { StoreOfDelivery } from "./delivery-port.ts";
import type { StoreOfDrift, StoreOfDriftApi } from "./drift-port.ts";
import type { StoreOfPeople } from "./people-port.ts";
import type { StoreOfPlaces } from "./places-port.ts";
import type {
  ComponentView,
  DocumentView,
  EnvironmentView,
  EventView,
  Listed,
  OperationView,
  Page,
  SnapshotView,
} from "./views-port.ts";
import type { StoreOfNotificationApi, StoreOfNotifications } from "./notifications-port.ts";
import type { StoreOfPromotionApi, StoreOfPromotions } from "./promotions-port.ts";

/**
 * The truth, in PostgreSQL. Each verb that changes something is one transaction with its rows, its events and its
 * outbox rows; when it returns, that is durable. Every verb may throw OrchestratorError `STORE_UNREACHABLE`.
 */
export interface Store
  extends StoreOfApi, StoreOfOperations, StoreOfPromotions, StoreOfApprovals, StoreOfNotifications, StoreOfDrift {
  close(): Promise<void>;
}

/** What the API needs of the truth. */
export interface StoreOfApi
  extends
    StoreOfPromotionApi,
    StoreOfApprovalApi,
    StoreOfCellChecks,
    StoreOfDelivery,
    StoreOfDriftApi,
    StoreOfNotificationApi,
    StoreOfPeople,
    StoreOfPlaces {
  /** Everything stored that documents of these projects may refer to; of snapshots only what may be seen. */
  catalog(projects: readonly string[], visible?: Visible): Promise<Catalog>;
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
  /** Keeps an environment awake until an instant to come, 4 hours where none is given, and wakes it where it sleeps. @throws OrchestratorError `NOT_FOUND`, `ENVIRONMENT_DELETING` */
  acceptWake(
    request: RequestIdentity,
    target: { readonly project: string; readonly environment: string; readonly until?: number },
  ): Promise<Accepted>;
  /** Moves the end of an environment's time. @throws OrchestratorError `NOT_FOUND`, `ENVIRONMENT_DELETING`, `PRECONDITION_FAILED` where its time does not end */
  acceptExtend(
    request: RequestIdentity,
    target: { readonly project: string; readonly environment: string; readonly until: number },
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
  getEnvironment(name: string, project?: string, visible?: Visible): Promise<EnvironmentView | undefined>;
  /** Components of an environment, by name. */
  listComponents(environmentUid: string): Promise<readonly ComponentView[]>;
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
    /** Only what may be seen; absent: everything. */
    readonly visible?: Visible;
  }): Promise<readonly EventView[]>;
  /** Sequence number of the newest sealed event; 0 when there is none. */
  lastEventSeq(): Promise<number>;
  /** Gives unsealed events their sequence numbers, in commit order, without gaps. One caller at a time works, others get 0. Answers how many. */
  sealEvents(): Promise<number>;

  /** Outbox rows to deliver, oldest first: undelivered and due. */
  pendingLooks(limit: number): Promise<readonly PendingLook[]>;
  /** Marks them delivered. */
  looksDelivered(ids: readonly string[]): Promise<void>;
  /** Writes a look for every environment that is not gone and every promotion that is not finished, every approval that is not decided (after Temporal's data was lost, and at each embedded start). Answers how many. */
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

/** Whose workflow is to read its rows: an environment's by uid, a promotion's or an approval's by id. */
export interface LookTarget {
  readonly kind: "environment" | "promotion" | "approval";
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
    /** Classes of the environment for which it was found to be allowed; in another it is refused. Absent: in any it is allowed. */
    readonly allowedIn?: readonly EnvironmentClass[];
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
  readonly subscriptions: readonly { readonly document: SubscriptionDocument }[];
  /** Without those that are being deleted. */
  readonly snapshots: readonly { readonly id: string; readonly project: string; readonly kind: string }[];
}
