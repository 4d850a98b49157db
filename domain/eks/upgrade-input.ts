import type { UpgradeInsight, VersionCatalogue } from "../schema/cluster-look.ts";
import type { UpgradeStep } from "../schema/upgrade.ts";

export type { AddonVersion, UpgradeInsight, VersionCatalogue } from "../schema/cluster-look.ts";

/** Everything an upgrade is planned from. */
export interface UpgradeInput {
  readonly cluster: VersionedCluster;
  /** Every node group of the cluster, also those that are not ours: what we may not move is wanted as it is. */
  readonly nodegroups: readonly VersionedNodegroup[];
  /** The add-ons that are ours. What does not fit of others is told by insights. */
  readonly addons: readonly VersionedAddon[];
  readonly catalogue: VersionCatalogue;
  /** Of upgrade readiness only, as fresh as the caller has them. */
  readonly insights: readonly UpgradeInsight[];
  /** Names of insights that a person has accepted. */
  readonly acceptedInsights: readonly string[];
  /**
   * `strict`: a node group must have the version of its cluster before the cluster moves. `tolerant`: it may lag as far as
   * Kubernetes allows.
   */
  readonly skew: "strict" | "tolerant";
  /** How long a step usually takes, milliseconds. */
  readonly expectedMs: (step: Pick<UpgradeStep, "phase" | "resource" | "from" | "to">) => number;
}

/** A cluster as it is, and the version that is wanted: `1.32`. */
export interface VersionedCluster {
  readonly name: string;
  readonly version: string;
  readonly wanted: string;
  /** True where it may go back by one minor, as a person has allowed; absent otherwise. */
  readonly mayGoBack?: true;
}

/** A node group as it is. */
export interface VersionedNodegroup {
  readonly name: string;
  readonly version: string;
  /** The version that it is to have in the end; absent where it follows its cluster. */
  readonly wanted?: string;
  /** True where its pods may be moved away against their will; absent otherwise. */
  readonly mayForce?: true;
}

/** An add-on as it is. */
export interface VersionedAddon {
  readonly name: string;
  /** The name that EKS has for it: `vpc-cni`. */
  readonly addon: string;
  readonly version: string;
  /** The version that it is to have in the end; absent where it takes the default of the cluster's version, unless it has a later one. */
  readonly wanted?: string;
}
