/** What was seen of a cluster, and of what lives in it. */
export interface ClusterLook {
  readonly version: string;
  /** Every node group that EKS manages in it. */
  readonly nodegroups: readonly SeenVersion[];
  readonly addons: readonly SeenVersion[];
  readonly catalogue: VersionCatalogue;
  /** Of upgrade readiness only. */
  readonly insights: readonly UpgradeInsight[];
}

/** A node group or an add-on, and the version that it has. */
export interface SeenVersion {
  /** As EKS has it. */
  readonly name: string;
  readonly version: string;
  /** Uid of the component that it belongs to; absent where it carries none. */
  readonly componentUid?: string;
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
