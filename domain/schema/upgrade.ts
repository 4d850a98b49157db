/** What one step of an upgrade is for. `insights` asks whether the next version may come; the other two times are around the control plane. */
export type UpgradePhase =
  | "insights"
  | "nodes-before"
  | "add-ons-before"
  | "control-plane"
  | "nodes-after"
  | "add-ons-after";

/** One step of an upgrade: one resource moves once, or insights are asked. */
export interface UpgradeStep {
  /** Unique in its plan: `1.32/control-plane/main/1.32`, with the version that its hop leads to first. */
  readonly name: string;
  readonly phase: UpgradePhase;
  /** The cluster, node group or add-on that it is about. */
  readonly resource: string;
  readonly from: string;
  /** The version that the resource has afterwards; of `insights` the one that is asked about. */
  readonly to: string;
  /** Names of the steps that come before it. */
  readonly needs: readonly string[];
  /** How long it usually takes, milliseconds. */
  readonly expectedMs: number;
  /** Names of insights that may say no, as a person has accepted; absent for none. Only of `insights` and `control-plane`. */
  readonly accepted?: readonly string[];
  /** True where pods that may not be moved away lose to the move, as a person has asked; absent otherwise. Only of node groups. */
  readonly mayForce?: true;
}

/** One minor version of the cluster, with everything around it. `from` equals `to` where only the rest of an upgrade is left. */
export interface UpgradeHop {
  readonly from: string;
  readonly to: string;
  /** In an order in which each follows its needs. */
  readonly steps: readonly UpgradeStep[];
  /** Length of its longest chain, milliseconds. */
  readonly estimateMs: number;
  /** All its steps one after the other, milliseconds. */
  readonly workMs: number;
}

/** What brings a cluster, its node groups and its add-ons to the versions that are wanted. No hops: they are there. */
export interface UpgradePlan {
  readonly hops: readonly UpgradeHop[];
  readonly estimateMs: number;
  readonly workMs: number;
  /** What keeps nothing from starting, and what a person should know before; one line each. */
  readonly warnings: readonly string[];
}

/** Why an upgrade cannot be. */
export type UpgradeRefusalCode =
  | "version-unknown"
  | "version-unsupported"
  | "downgrade"
  | "skew"
  | "add-on-without-version"
  | "insight";

/** One reason why an upgrade cannot be, and what a person can do about it. */
export interface UpgradeRefusal {
  readonly code: UpgradeRefusalCode;
  /** The cluster, node group or add-on that it is about. */
  readonly resource: string;
  readonly reason: string;
  readonly next: string;
}

/** What an operation moves of one cluster, as it was planned from the last look at it. */
export type ClusterUpgrade = {
  /** Name of the component that is the cluster. */
  readonly cluster: string;
  /** The version that its blueprint asks for. */
  readonly wanted: string;
  /** Components that come after the last steps: the cluster, and what runs in it and is converged by the same operation. */
  readonly members: readonly string[];
} & (
  | { readonly state: "not looked at" }
  /** `lookedAt` in epoch milliseconds. */
  | { readonly state: "refused"; readonly lookedAt: number; readonly refusals: readonly UpgradeRefusal[] }
  | ({ readonly state: "planned"; readonly lookedAt: number } & UpgradePlan)
);
