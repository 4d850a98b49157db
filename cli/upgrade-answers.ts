/** What an operation moves of one cluster, as it was planned from the last look at it. */
export interface ClusterUpgrade {
  readonly cluster: string;
  readonly wanted: string;
  readonly state: "not looked at" | "refused" | "planned";
  readonly lookedAt?: number;
  readonly refusals?: readonly { readonly reason: string; readonly next: string }[];
  readonly hops?: readonly UpgradeHop[];
  readonly warnings?: readonly string[];
  readonly estimateMs?: number;
}

/** One minor version of a cluster, with everything around it. */
export interface UpgradeHop {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly PlannedStep[];
  readonly estimateMs: number;
}

/** One step of an upgrade. */
export interface PlannedStep {
  readonly name: string;
  readonly phase: string;
  readonly resource: string;
  readonly from: string;
  readonly to: string;
  readonly expectedMs: number;
}

/** A step of an upgrade that runs, or has run. */
export interface UpgradeStepView {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}
