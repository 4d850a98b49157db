import type { ClusterLook } from "../../domain/schema/cluster-look.ts";
import type { UpgradeStepState } from "../../domain/schema/phases.ts";
import type { UpgradePhase } from "../../domain/schema/upgrade.ts";
import type { Fault, Turn } from "./port.ts";

/** What a cell reads and writes of upgrades. Steps are fenced as everything of a turn is. */
export interface UpgradeRecords {
  /** Reads a step for one attempt, and says that it has started. @throws OrchestratorError `FENCED` */
  openStep(turn: StepTurn): Promise<OpenedStep>;
  /** Records that a step is done, and how long it took; a repeat changes nothing. @throws OrchestratorError `FENCED` */
  stepDone(turn: StepTurn, done: DoneStep): Promise<void>;
  /** Records why a step failed; its component has failed, too, unless it only asked for insights. @throws OrchestratorError `FENCED` */
  stepFailed(turn: StepTurn, fault: Fault): Promise<void>;
  /** Last word of what a step waits for. */
  stepProgress(turn: StepTurn, message: string): Promise<void>;

  /** A cluster that is to be looked at; undefined when it is gone. */
  clusterToLookAt(componentUid: string): Promise<LookedAt | undefined>;
  /** Uids of the components of these kinds in the environment of a component, once its operation has nothing else to bring about. */
  clustersAfter(componentUid: string, kinds: readonly string[]): Promise<readonly string[]>;
  /** Keeps what was seen of a cluster, unless something newer is kept. `tookMs` is how long the look has taken. */
  recordLook(componentUid: string, look: ClusterLook, tookMs: number): Promise<void>;
}

/** A turn of one step. */
export interface StepTurn extends Turn {
  /** Name of the step in its operation's plan. */
  readonly step: string;
}

/** What one attempt at a step starts from. */
export interface OpenedStep {
  readonly environmentUid: string;
  readonly project: string;
  readonly environment: string;
  readonly generation: number;
  /** Of the component. */
  readonly name: string;
  readonly kind: string;
  readonly incarnation: number;
  readonly phase: UpgradePhase;
  readonly from: string;
  readonly to: string;
  /** Names of insights that may say no, as a person has accepted. */
  readonly accepted: readonly string[];
  /** Whether pods may be moved away against their will. */
  readonly mayForce: boolean;
  readonly state: UpgradeStepState;
  readonly expectedMs: number;
  readonly readyWithinMs: number;
  /** Epoch milliseconds at which this operation first opened it. */
  readonly startedAt: number;
  /** The newest effect of a step of this name, whose ever; absent for none. */
  readonly effect?: { readonly state: "intent" | "done"; readonly operationId: string };
}

/** How a step ended well. */
export interface DoneStep {
  /** Under which name its duration is learned. */
  readonly call: string;
  /** Milliseconds from its first look; absent where nothing had to be done. */
  readonly tookMs?: number;
}

/** A component that is a cluster. */
export interface LookedAt {
  readonly name: string;
  readonly kind: string;
  readonly incarnation: number;
}
