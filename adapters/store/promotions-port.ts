import type {
  Rules,
  PromotionDecision,
  BuiltRelease,
  FreezeWindowView,
  PipelineStatus,
  PipelineView,
  PromotionDetail,
  PromotionView,
  PromotionWait,
  ReleaseRun,
  VetoView,
} from "./promotion-views-port.ts";
import type { AskedApproval, NewQuestion } from "../../domain/approvals/decide-approval-gate.ts";
import type { PersonName } from "../../domain/schema/approval.ts";
import type { ApprovalAbout } from "./approvals-port.ts";
import type { Visible } from "../../domain/schema/access.ts";
import type { ConnectionDocument, PipelineDocument } from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import type { PromotionKind, PromotionOutcome, PromotionState } from "../../domain/schema/phases.ts";
import type { EffectLedger } from "../../domain/effect-ledger.ts";
import type { Accepted, RequestIdentity } from "./requests-port.ts";
import type { PlanGroundRows } from "./operations-port.ts";
import type { DocumentView, Listed, Page } from "./views-port.ts";

/** What the API needs of the truth about pipelines and promotions. Each `accept` may throw `IDEMPOTENCY_KEY_REUSED`. */
export interface StoreOfPromotionApi {
  /**
   * Queues a promotion, or joins the one that is open for the same release and stage. Answers `unchanged` where the
   * environment has that release already and nothing else is on its way.
   * @throws OrchestratorError `NOT_FOUND` (release), `STAGE_NOT_FOUND`, `RELEASE_VETOED`, `ENVIRONMENT_DELETING`, `NOTHING_TO_ROLL_BACK_TO`,
   *   `PARAMETER_MISSING`, `PARAMETER_INVALID` (its environment's parameters do not fit the release), `REFERENCE_UNKNOWN` (something
   *   is given to a gate that the stage does not have), `PROMOTION_OPEN` (the one that is open was not given the same)
   */
  acceptPromote(request: RequestIdentity, wish: PromotionWish): Promise<Accepted>;
  /** Ends a promotion that waits; stops the starting of one that runs. @throws OrchestratorError `NOT_FOUND`, `PROMOTION_ENDED` */
  acceptCancelPromotion(request: RequestIdentity, promotionId: string): Promise<Accepted>;
  /**
   * What a person decides about a promotion that is held: retry, skip, restore or leave. `restore` also for one whose
   * restore failed; `retry` of one that has ended is a new attempt through its gates.
   * @throws OrchestratorError `NOT_FOUND`, `PROMOTION_NOT_HELD`, `PROMOTION_ENDED`, `STEP_NOT_SKIPPABLE`
   */
  acceptDecision(request: RequestIdentity, promotionId: string, decision: PromotionDecision): Promise<Accepted>;
  /** Makes a verification not count any more. @throws OrchestratorError `NOT_FOUND`, `PROMOTION_ENDED` (it is not verified) */
  acceptRevoke(request: RequestIdentity, promotionId: string, reason: string): Promise<Accepted>;
  /** Forbids a release in a scope. @throws OrchestratorError `NOT_FOUND` */
  acceptVeto(request: RequestIdentity, veto: NewVeto): Promise<Accepted>;
  /** @throws OrchestratorError `NOT_FOUND` */
  acceptLiftVeto(request: RequestIdentity, vetoId: string): Promise<Accepted>;
  /** Deletes a pipeline, connection, freeze window or subscription. @throws OrchestratorError `NOT_FOUND`, `RESOURCE_IN_USE` */
  acceptDeleteDocument(
    request: RequestIdentity,
    target: {
      readonly kind: "Pipeline" | "Connection" | "FreezeWindow" | "Subscription";
      readonly project: string;
      readonly name: string;
    },
  ): Promise<Accepted>;

  listPipelines(page: Page & { readonly project?: string }): Promise<Listed<PipelineView>>;
  listConnections(page: Page & { readonly project?: string }): Promise<Listed<DocumentView<ConnectionDocument>>>;
  listFreezeWindows(page: Page & { readonly project?: string }): Promise<Listed<FreezeWindowView>>;
  /** Vetoes that hold, newest first. */
  listVetoes(page: Page & { readonly project?: string }): Promise<Listed<VetoView>>;
  /** Newest first. */
  listPromotions(page: Page & PromotionFilter): Promise<Listed<PromotionView>>;
  getPromotion(promotionId: string): Promise<PromotionDetail | undefined>;
  /** What each stage of a current pipeline runs and waits for, where that may be seen; undefined when there is no such pipeline. */
  pipelineStatus(project: string, pipeline: string, visible?: Visible): Promise<PipelineStatus | undefined>;
  /** The release that a build has made; undefined when there is none. */
  releaseOfBuild(project: string, buildId: string): Promise<BuiltRelease | undefined>;
  /** The releases that an environment ran, newest first: when, and by which promotion. */
  releasesRun(project: string, environment: string): Promise<readonly ReleaseRun[]>;
}

/** What activities of promotions need of the truth. */
export interface StoreOfPromotions {
  /** Everything a look decides from, as one snapshot; undefined when there is no such promotion. */
  promotionBasis(promotionId: string): Promise<PromotionBasis | undefined>;
  /**
   * Records what a look found, and carries out what was decided, in one transaction: requests its operation (older
   * promotions that it makes pointless end as superseded), or ends it. Changes nothing where the promotion has moved on.
   * Answers whether the promotion is over now.
   */
  recordLook(promotionId: string, look: PromotionLook): Promise<{ readonly isOver: boolean }>;
  /** Records that a gate has closed what it had opened, or why it could not; a final fault is not tried again, and told. */
  recordGateFinish(promotionId: string, gate: string, fault: GateFault | undefined): Promise<void>;
  /** Everything it had opened is closed; its effects are fenced from now on. False where it is not over any more. */
  recordFinished(promotionId: string): Promise<boolean>;
  /** The ledger of effects of its gates, fenced once it is finished. */
  gateLedger(promotionId: string): EffectLedger;
  /** Digest of an artifact of a release; undefined where there is none. */
  artifactOfRelease(project: string, version: string, artifact: string): Promise<string | undefined>;
  /** Connections are read where they are used. Undefined when there is none. */
  connection(project: string, name: string): Promise<ConnectionDocument | undefined>;
  /** Ids of every promotion that is not finished, oldest first. */
  openPromotions(): Promise<readonly string[]>;
}

/** Why a gate could not close what it had opened. */
export interface GateFault {
  readonly reason: string;
  /** True when no repeat would mend it: a person closes it outside. */
  readonly isFinal: boolean;
}

/** What a person asks for. */
export interface PromotionWish {
  readonly kind: "promote" | "rollback";
  readonly project: string;
  readonly environment: string;
  /** Absent for a rollback to what ran before. */
  readonly release?: string;
  readonly why: string;
  /** Why it may pass by freeze windows; absent: it may not. */
  readonly overrideFreeze?: string;
  /** What gates are given, by their names: a change number. */
  readonly supplied: Readonly<Record<string, string>>;
}

/** A veto to record. */
export interface NewVeto {
  readonly project: string;
  readonly release: string;
  /** Absent for every environment. */
  readonly environment?: string;
  readonly reason: string;
  /** Epoch milliseconds; absent: until it is lifted. */
  readonly expiresAt?: number;
}

/** Which promotions; what is absent does not matter. */
export interface PromotionFilter {
  readonly project?: string;
  readonly environment?: string;
  readonly release?: string;
  /** True: only those that are not over. */
  readonly isOpen?: boolean;
}

/** Everything a look at a promotion decides from. */
export interface PromotionBasis {
  readonly promotion: PromotionView;
  readonly supplied: Readonly<Record<string, string>>;
  /** Why it waits for a person's decision, or null. */
  readonly isFinished: boolean;
  readonly hadIssues: boolean;
  readonly operations: number;
  /** The stage as of the version of the pipeline that it began with. */
  readonly stage: PipelineDocument["spec"]["stages"][number];
  /** What each gate remembers, by name. */
  readonly memory: Readonly<Record<string, JsonObject>>;
  readonly upstream: readonly { readonly stage: string; readonly verifiedAt?: number; readonly revoked?: string }[];
  readonly environment: {
    readonly uid: string;
    readonly phase: string;
    readonly isHeld: boolean;
    readonly isSuspended: boolean;
    readonly isDeleting: boolean;
    /** True while something that died is being repaired, or is about to be. */
    readonly isRepairing: boolean;
    /** What it is held for; empty when it is not. */
    readonly holdReason: string;
    readonly generation: number;
    readonly runs: string;
  };
  /** The environment as this promotion wants it, and what its plan is made from. */
  readonly wanted: PlanGroundRows;
  readonly plan?: Plan;
  /** The generation that the plan was made for. */
  readonly planGeneration?: number;
  readonly rules: Rules;
  readonly approvals: ApprovalsOfPromotion;
  /** How many promotions wait, of all projects. */
  readonly waitingCount: number;
  /** Open promotions of the same stage that came before, oldest first. */
  readonly before: readonly { readonly id: string; readonly kind: PromotionKind; readonly state: PromotionState }[];
}

/** What a look found, and what follows. */
export interface PromotionLook {
  readonly gates: readonly GateRecord[];
  readonly waits: readonly PromotionWait[];
  readonly plan?: Plan;
  readonly planGeneration?: number;
  readonly lookAgainAt?: number;
  readonly earliestAt?: number;
  /** One line: what it waits for; empty when nothing. */
  readonly reason: string;
  readonly decision:
    | { readonly do: "wait" }
    | { readonly do: "request" }
    | { readonly do: "end"; readonly outcome: PromotionOutcome };
}

/** What promotions of one stage ask people, and who is behind them. */
export interface ApprovalsOfPromotion {
  /** The newest of each gate, by its name. */
  readonly newest: Readonly<Record<string, AskedApproval>>;
  /** Persons whose votes do not count: who asked, who tried again, the release's author. */
  readonly excluded: readonly PersonName[];
  /** Persons who may take a question back. */
  readonly requesters: readonly PersonName[];
}

/** What a gate answered. */
export interface GateRecord {
  readonly name: string;
  readonly kind: string;
  readonly verdict: "pass" | "wait" | "reject";
  readonly reasons: readonly string[];
  readonly output?: JsonObject;
  readonly memory?: JsonObject;
  readonly waitsOn?: string;
  readonly isAlarming: boolean;
  readonly evaluatedAt: number;
  readonly lookAgainAt?: number;
  readonly earliestAt?: number;
  /** What is to become of its question to people; absent for nothing. */
  readonly approval?: {
    readonly supersede?: { readonly id: string; readonly reason: string };
    readonly ask?: NewQuestion & { readonly about: ApprovalAbout };
  };
}
