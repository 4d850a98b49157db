import type { OnDelete, PlanAction } from "./phases.ts";
import type { ClusterUpgrade } from "./upgrade.ts";

/** What the plan does to one component, and why. */
export interface PlannedComponent {
  readonly name: string;
  readonly kind: string;
  readonly action: PlanAction;
  /** Names of the components that must be ready (or, for delete, gone) before this one starts. Only components of this plan. */
  readonly needs: readonly string[];
  /** One line for people: `new`, `config.environment, artifact changed`, `database may give other outputs`. */
  readonly reason: string;
  /** Top-level inputs that changed (`artifact`, `config.environment`); empty for create, keep, delete. */
  readonly changed: readonly string[];
  /** How long it usually takes, milliseconds; drives the order and the estimate. */
  readonly expectedMs: number;
  /** After this, milliseconds, it has failed. */
  readonly readyWithinMs: number;
  readonly onDelete: OnDelete;
}

/** A plan for one environment. Components that are kept are listed, and do not run. */
export interface Plan {
  readonly components: readonly PlannedComponent[];
  /** Digest over what the plan decides (names, actions, inputs); estimates do not count. */
  readonly digest: string;
  /** Length of the critical path, milliseconds, from learned durations. */
  readonly estimateMs: number;
  /** Versions that move step by step, one entry for each cluster; absent where none moves. */
  readonly upgrades?: readonly ClusterUpgrade[];
}

/** What is known of a component's last successful converge. */
export interface AppliedComponent {
  readonly name: string;
  readonly kind: string;
  /** Digest of each top-level input as it was applied: `artifact`, `config.<key>`, `restoreFrom`. */
  readonly inputDigests: Readonly<Record<string, string>>;
  /** True when it is ready as far as is known; false after a failure or a death. */
  readonly isReady: boolean;
  /** True while it is stopped because its environment sleeps. */
  readonly isAsleep?: true;
  /** True where it failed while it was put to sleep or woken. */
  readonly isHalfAsleep?: true;
  /** Names of the components that it needed when it was applied; the order of its deletion follows from them. */
  readonly needs: readonly string[];
  readonly onDelete: OnDelete;
}
