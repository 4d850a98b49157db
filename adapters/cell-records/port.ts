import type { BindingFacts } from "../../domain/bindings.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/schema/json.ts";
import type { ComponentPhase, OnDelete, PlanAction } from "../../domain/schema/phases.ts";
import type { NewBaseline } from "./sweep-port.ts";

/**
 * What a cell may read and write of the truth: the components it is asked to converge, effects, outputs,
 * progress, wakes, leases. Nothing else. Every write that belongs to an operation is fenced by its epoch.
 */
export interface CellRecords {
  /** Reads a component for one attempt of an operation. @throws OrchestratorError `FENCED` when the epoch has moved or the operation ended. */
  open(turn: Turn): Promise<OpenedComponent>;

  /**
   * Inserts the intent of an effect right before the wire, where the environment's epoch is still the turn's.
   * A repeat answers what is known of the first.
   * @throws OrchestratorError `FENCED`
   */
  intend(turn: Turn, effect: NewEffect): Promise<{ readonly state: "new" | "intended" | "done" }>;
  /** Marks the effect done. Safe to repeat. Not fenced: it happened. */
  done(token: string): Promise<void>;

  /**
   * Raises the incarnation from `from` to `from + 1` and records why. A repeat answers the raised one.
   * @throws OrchestratorError `FENCED`
   */
  raiseIncarnation(turn: Turn, change: { readonly from: number; readonly reason: string }): Promise<number>;

  /** Records that it is ready: outputs, applied inputs, phase, event, learned duration. @throws OrchestratorError `FENCED` */
  ready(turn: Turn, ready: ReadyComponent): Promise<void>;
  /** Records that it failed, with the fault that people see. @throws OrchestratorError `FENCED` */
  failed(turn: Turn, fault: Fault): Promise<void>;
  /** Records that it is gone and frees its row's life: phase `Gone`, outputs and leases deleted. @throws OrchestratorError `FENCED` */
  gone(turn: Turn): Promise<void>;
  /** Records that it is stopped until its environment wakes: phase `Asleep`; nobody watches it. @throws OrchestratorError `FENCED` */
  asleep(turn: Turn): Promise<void>;
  /** Records a snapshot; a repeat with the same id changes nothing. @throws OrchestratorError `FENCED` */
  snapshotTaken(turn: Turn, snapshot: NewSnapshot): Promise<void>;
  /** Snapshots of this cell whose deletion was asked for, in the order in which it was. */
  snapshotsToDelete(cell: string): Promise<readonly DoomedSnapshot[]>;
  /** Forgets a snapshot that is gone, with an event. Safe to repeat; one whose deletion nobody asked for stays. */
  snapshotDeleted(id: string): Promise<void>;
  /** Last word of progress for people; overwritten, outside the audit trail, lost progress is no loss. */
  progress(turn: Turn, message: string): Promise<void>;

  /** Public outputs, and the keyed hashes of secret ones, of components of one environment, by component name. */
  outputs(environmentUid: string, components: readonly string[]): Promise<Readonly<Record<string, ComponentOutputs>>>;

  /** Records that a component needs attention and wakes its environment. One row per component, incarnation and reason; a repeat is counted. */
  wake(wakes: readonly NewWake[]): Promise<void>;
  /** The components of these kinds in this cell that should be alive: ready ones, and their incarnation. */
  watched(cell: string, kinds: readonly string[]): Promise<readonly WatchedComponent[]>;
  /** Uids of the components of an environment. */
  componentsOf(environmentUid: string): Promise<readonly string[]>;

  /** Leases the first free of the candidates for a component; the same component gets the same value again. @throws OrchestratorError `PORT_TAKEN` when none is free. */
  lease(lease: {
    readonly cell: string;
    readonly componentUid: string;
    readonly purpose: string;
    readonly candidates: readonly number[];
  }): Promise<number>;
  /** What a component has leased for a purpose; undefined when nothing. */
  leased(cell: string, componentUid: string, purpose: string): Promise<number | undefined>;
}

/** One component's turn inside one operation. */
export interface Turn {
  readonly operationId: string;
  readonly componentUid: string;
  readonly epoch: number;
}

/** What one attempt starts from. */
export interface OpenedComponent {
  readonly environmentUid: string;
  readonly project: string;
  readonly environment: string;
  readonly class: string;
  readonly cell: string;
  readonly generation: number;
  readonly name: string;
  readonly kind: string;
  readonly action: PlanAction;
  readonly incarnation: number;
  /** Operation that raised to this incarnation; absent for the first incarnation. */
  readonly incarnationOperationId?: string;
  readonly phase: ComponentPhase;
  /** The spec as the blueprint says it, expressions unresolved. Absent when the component is no longer desired. */
  readonly spec?: { readonly artifact?: string; readonly config: JsonObject; readonly after: readonly string[] };
  /** What expressions may refer to: environment, release, parameters with defaults filled in. */
  readonly facts: BindingFacts;
  /** Digest of its artifact in the release; absent where it runs none. */
  readonly artifactDigest?: string;
  readonly restoreFrom?: { readonly id: string; readonly location: string };
  readonly onDelete: OnDelete;
  /** How long its creation usually takes, milliseconds. */
  readonly expectedMs: number;
  /** The shortest of the changes in place that were learned of it, milliseconds: they differ. Absent when none was. */
  readonly updateMs?: number;
  readonly readyWithinMs: number;
  /** Epoch milliseconds at which this operation first opened this component. */
  readonly startedAt: number;
  /** True when a person asked the operation to stop starting things. */
  readonly isCancelRequested: boolean;
  /** Effects of this incarnation by call name. */
  readonly effects: Readonly<Record<string, { readonly state: "intent" | "done"; readonly operationId: string }>>;
  /** Digest of its whole input when it was last ready; absent before. */
  readonly inputDigest?: string;
  /**
   * Paths of the fields that are to be put back, where the action is `revert`: those of its finding that are not ignored.
   * Absent for every field that differs.
   */
  readonly revertPaths?: readonly string[];
}

/** An effect about to happen. */
export interface NewEffect {
  readonly token: string;
  readonly incarnation: number;
  /** `create`, `update`, `remove`, `snapshot`. */
  readonly call: string;
  readonly requestDigest: string;
}

/** What a look that found it ready gave. */
export interface ReadyComponent {
  readonly incarnation: number;
  readonly inputDigest: string;
  readonly inputDigests: Readonly<Record<string, string>>;
  readonly needs: readonly string[];
  readonly outputs: readonly OutputRow[];
  /** True when nothing had to be done. */
  readonly isKept: boolean;
  /** How long it took from the first look, milliseconds; absent when kept. */
  readonly tookMs?: number;
  /** Class of what was done, for learning: `create`, `update`. */
  readonly call?: string;
  /** What drift is judged against from now on; absent where its kind shows none, or it could not be looked at. */
  readonly baseline?: NewBaseline;
}

/** One output. A secret one has no value here: only its keyed hash. */
export type OutputRow =
  | { readonly name: string; readonly isSecret: false; readonly value: Json }
  | { readonly name: string; readonly isSecret: true; readonly keyedHash: string };

/** The outputs of one ready component. */
export interface ComponentOutputs {
  readonly componentUid: string;
  readonly outputs: readonly OutputRow[];
}

/** What went wrong with a component, for people. No secrets. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
  /** The last lines it wrote; empty when there are none. At most 20 lines of 500 characters. */
  readonly log: readonly string[];
}

/** A snapshot that was taken. */
export interface NewSnapshot {
  readonly id: string;
  readonly location: string;
  readonly kind: string;
}

/** A snapshot that is to be deleted, and the kind whose driver can. */
export type DoomedSnapshot = NewSnapshot;

/** Something a watcher saw. */
export interface NewWake {
  readonly componentUid: string;
  readonly incarnation: number;
  /** `exited`, `unhealthy`. */
  readonly reason: string;
  /** For people: `exit code 1 after 12 s`, `GET http://… answered 503`. */
  readonly detail: string;
}

/** A component that should be alive. */
export interface WatchedComponent {
  readonly componentUid: string;
  readonly environmentUid: string;
  readonly project: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: string;
  readonly incarnation: number;
}
