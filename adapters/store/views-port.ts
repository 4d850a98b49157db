import type { Visible } from "../../domain/schema/access.ts";
import type { Hold } from "../../domain/schema/environment-work.ts";
import type { EnvironmentDocument } from "../../domain/schema/documents.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import type {
  ComponentPhase,
  EnvironmentPhase,
  OnDelete,
  OperationKind,
  OperationState,
  UpgradeStepState,
} from "../../domain/schema/phases.ts";
import type { Plan } from "../../domain/schema/plan.ts";
import type { UpgradePhase } from "../../domain/schema/upgrade.ts";
import type { Fault } from "../cell-records/port.ts";

/** Who caused something. */
export interface Actor {
  /** `token`: the token of the installation's own file, which names no person. */
  readonly kind: "person" | "service" | "token" | "schedule" | "system";
  readonly name: string;
  /** Of a person or a service; never reused. Names may change. */
  readonly id?: string;
}

/** A page asked for. */
export interface Page {
  /** 1 to 500. */
  readonly limit: number;
  /** Where the last page ended; absent for the first page. */
  readonly continue?: string;
  /** Only what may be seen; absent: everything, for what acts by itself. */
  readonly visible?: Visible;
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
  /** It does not sleep before then, whatever its calendar says; absent where nobody keeps it awake. */
  readonly awakeUntil?: number;
  /** When it is deleted unless somebody extends its time; absent where its time does not end. */
  readonly expiresAt?: number;
  readonly runningOperationId?: string;
  readonly components: { readonly total: number; readonly ready: number; readonly failed: number };
  /** Findings of drift that are open, whatever its phase. */
  readonly drift: { readonly open: number };
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
  /** The steps of an upgrade that has, or had, its turn; absent for others. */
  readonly upgradeSteps?: readonly UpgradeStepView[];
}

/** A step of an upgrade as people see it. */
export interface UpgradeStepView {
  readonly name: string;
  /** Component that is the cluster. */
  readonly cluster: string;
  readonly component: string;
  readonly phase: UpgradePhase;
  readonly from: string;
  readonly to: string;
  readonly state: UpgradeStepState;
  /** What it waits for, or why it failed; empty for nothing. */
  readonly reason: string;
  readonly expectedMs: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
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
