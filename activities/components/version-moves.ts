import type { ClusterLook } from "../../domain/schema/cluster-look.ts";
import type { UpgradePhase } from "../../domain/schema/upgrade.ts";
import type { ComponentIdentity, Observation } from "./driver.ts";

/**
 * How the version of one kind moves: one step at a time, and by nothing else. A step changes a version and looks at nothing
 * else; waiting, limits and the ledger belong to the engine around it.
 */
export interface VersionMoves {
  /** What it is to an upgrade. */
  readonly role: "cluster" | "node-group" | "add-on";
  /** First guess of how long one move takes, milliseconds. */
  readonly usualMs: number;
  /**
   * Looks at a cluster, and at everything in it that an upgrade is planned from. Absent where nothing moves with it.
   * Undefined where it is not there. @throws OrchestratorError with a retryable code while what is to be seen is not known yet
   */
  look?(subject: LookSubject, signal: AbortSignal): Promise<ClusterLook | undefined>;
  /** How a step stands: `differs` until it was sent, `ready` once its version is reached and its update has succeeded. */
  observe(subject: MoveSubject, signal: AbortSignal): Promise<Moving>;
  /** Sends the move, or joins the call of the same token. Not for steps that only ask. @throws OrchestratorError */
  apply(subject: MoveSubject & { readonly token: string }, signal: AbortSignal): Promise<void>;
}

/** A component that is looked at. */
export interface LookSubject {
  readonly componentUid: string;
  readonly incarnation: number;
  /** What the look is for: once for each, what says no is found out again. Absent where what is known already will do. */
  readonly cause?: string;
}

/** A component with the step that it takes. Its config is not needed: what to know of it was noted when it was made. */
export interface MoveSubject {
  readonly id: ComponentIdentity;
  readonly incarnation: number;
  readonly move: Move;
}

/** What a step does. */
export interface Move {
  /** Names this step of this operation. */
  readonly cause: string;
  readonly phase: UpgradePhase;
  readonly from: string;
  readonly to: string;
  /** Names of insights that may say no, as a person has accepted. */
  readonly accepted: readonly string[];
  /** Whether pods may be moved away against their will, as a person has asked. */
  readonly mayForce: boolean;
}

/** What a look at a step found. */
export type Moving =
  /** `mustForce`: only force moves it, and a person has allowed that. It may have been sent without in vain. */
  | { readonly state: "differs"; readonly mustForce?: true }
  | { readonly state: "ready" }
  | Extract<Observation, { state: "changing" | "failed" }>;
