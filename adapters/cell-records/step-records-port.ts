import type { BindingFacts } from "../../domain/bindings.ts";
import type { EffectLedger } from "../../domain/effect-ledger.ts";
import type { ConnectionDocument } from "../../domain/schema/documents.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import type { PromotionKind, StepState, StepTime } from "../../domain/schema/phases.ts";
import type { NewSnapshot, OutputRow } from "./port.ts";

/** What a cell may read and write of the truth about steps. Every write is fenced by the epoch of the operation's turn. */
export interface StepRecords {
  /**
   * Reads a step for one attempt, and records that it runs. @throws OrchestratorError `FENCED` when the epoch has moved,
   * the operation ended, or it has no such step
   */
  open(turn: StepTurn): Promise<OpenedStep>;
  /** It is done, or taken back where it is an undo, with what expressions find of it. @throws OrchestratorError `FENCED` */
  succeeded(turn: StepTurn, end: { readonly output: JsonObject; readonly note: string }): Promise<void>;
  /** It has failed for good; of an undo: what it did is not taken back. @throws OrchestratorError `FENCED` */
  failed(turn: StepTurn, end: { readonly reason: string; readonly output: JsonObject }): Promise<void>;
  /** It does not run, and why. @throws OrchestratorError `FENCED` */
  skipped(turn: StepTurn, reason: string): Promise<void>;
  /** This try failed, and another one follows. @throws OrchestratorError `FENCED` */
  tryFailed(turn: StepTurn, failed: { readonly attempt: number; readonly reason: string }): Promise<void>;
  /** Last word of progress for people; lost progress is no loss. */
  progress(turn: StepTurn, message: string): Promise<void>;
  /** Adds lines to its log; the last 200 are kept. Secrets are masked before. */
  appendLog(turn: StepTurn, lines: readonly string[]): Promise<void>;
  /** Records a snapshot that it took of a component; a repeat with the same id changes nothing. @throws OrchestratorError `FENCED` */
  snapshotTaken(turn: StepTurn, componentUid: string, snapshot: NewSnapshot): Promise<void>;
  /** The ledger of its effects, fenced by the turn. */
  ledger(turn: StepTurn): EffectLedger;
  /** A connection of the project; undefined when there is none. */
  connection(project: string, name: string): Promise<ConnectionDocument | undefined>;
}

/** One step's turn inside one operation. */
export interface StepTurn {
  readonly operationId: string;
  /** Its name. */
  readonly step: string;
  readonly epoch: number;
  /** True when it takes back what an earlier operation's step did. */
  readonly isUndo: boolean;
}

/** What one attempt at a step starts from. */
export interface OpenedStep {
  /**
   * The operation that its effects are named after: where the workflow of one vanished and another goes on with its work,
   * the first. An undo that is tried again by another restore is made again.
   */
  readonly cause: string;
  readonly environmentUid: string;
  readonly project: string;
  readonly cell: string;
  readonly name: string;
  readonly time: StepTime;
  readonly kind: string;
  /** Expressions unresolved. */
  readonly config: JsonObject;
  /** A `${…}` expression; absent where it always runs. */
  readonly if?: string;
  readonly retries: number;
  /** As written: `30s`; absent where its kind's default counts. */
  readonly timeout?: string;
  readonly state: StepState;
  /** Why it stands there; empty when there is nothing to say. */
  readonly reason: string;
  /** From 1; each failed try that another one follows counts. */
  readonly attempt: number;
  /** When its first try began, epoch milliseconds. */
  readonly startedAt: number;
  /** When this try began, epoch milliseconds. */
  readonly attemptStartedAt: number;
  /** What it gave; of an undo: what the step that it takes back gave. */
  readonly output: JsonObject;
  /** What expressions may refer to: environment, release, parameters. */
  readonly facts: BindingFacts;
  /** Outputs of the promotion's gates, by name. */
  readonly gates: JsonObject;
  /** Outputs of the steps of this operation that are done, by name. */
  readonly steps: JsonObject;
  readonly promotion: {
    readonly id: string;
    readonly kind: PromotionKind;
    readonly pipeline: string;
    readonly release: { readonly version: string; readonly digest: string };
    readonly previousRelease: string;
    readonly attempt: number;
    readonly reason: string;
    readonly actor: string;
    readonly requestedAt: number;
    readonly plannedChanges: readonly string[];
  };
  /** Components that are not gone, by name. A secret output has only its keyed hash here; the value is sealed in the cell. */
  readonly components: Readonly<
    Record<
      string,
      {
        readonly uid: string;
        readonly kind: string;
        readonly isReady: boolean;
        readonly incarnation: number;
        readonly outputs: readonly OutputRow[];
      }
    >
  >;
  /** True when a person asked the operation to stop starting things. An undo is never stopped. */
  readonly isCancelRequested: boolean;
}
