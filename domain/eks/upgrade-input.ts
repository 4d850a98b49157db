import type { UpgradeStep } from "../schema/upgrade.ts";

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
  /** Ids of insights that a person has accepted. */
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
}

/** A node group as it is. */
export interface VersionedNodegroup {
  readonly name: string;
  readonly version: string;
  /** The version that it is to have in the end; absent where it follows its cluster. */
  readonly wanted?: string;
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

/** What there is to have. */
export interface VersionCatalogue {
  readonly clusterVersions: readonly {
    readonly version: string;
    /** `STANDARD_SUPPORT`, `EXTENDED_SUPPORT`, `UNSUPPORTED`. */
    readonly status: string;
  }[];
  /** By the name that EKS has for the add-on; the versions that run on the cluster's platform. */
  readonly addons: Readonly<Record<string, readonly AddonVersion[]>>;
}

/** One version of an add-on, and the cluster versions that it is for. */
export interface AddonVersion {
  readonly version: string;
  readonly fits: readonly { readonly clusterVersion: string; readonly isDefault: boolean }[];
}

/** What EKS has found out about a version to come. */
export interface UpgradeInsight {
  readonly id: string;
  readonly name: string;
  /** The version that it is about; absent where it is about the next one. */
  readonly version?: string;
  /** `PASSING`, `WARNING`, `ERROR`, `UNKNOWN`. */
  readonly status: string;
  readonly reason: string;
  /** What an upgrade moves anyway before its control plane, and what mends this; absent where a person has to mend it. */
  readonly mendedBy?: "node-groups" | "add-ons";
}
