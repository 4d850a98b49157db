/** A health problem as the API shows it. */
export interface Issue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds: readonly string[] | null;
}

export type Tags = Readonly<Record<string, string>>;

export interface VpcConfig {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly vpcId: string;
  readonly endpointPublicAccess: boolean;
  readonly endpointPrivateAccess: boolean;
  readonly publicAccessCidrs: readonly string[];
  /** Absent until the cluster is active. */
  readonly clusterSecurityGroupId?: string;
}

/** A cluster as the API shows it. Instants are epoch seconds, here and in all shapes. */
export interface ClusterDoc {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly version: string;
  readonly platformVersion: string;
  readonly status: string;
  readonly endpoint?: string;
  readonly certificateAuthority: { readonly data?: string };
  readonly identity?: { readonly oidc: { readonly issuer: string } };
  readonly roleArn: string;
  readonly resourcesVpcConfig: VpcConfig;
  readonly accessConfig: {
    readonly authenticationMode: string;
    readonly bootstrapClusterCreatorAdminPermissions?: boolean;
  };
  readonly computeConfig?: { readonly enabled?: boolean };
  readonly upgradePolicy: { readonly supportType: string };
  readonly deletionProtection: boolean;
  readonly health: { readonly issues: readonly Issue[] };
  readonly tags: Tags;
  readonly clientRequestToken?: string;
  readonly [more: string]: unknown;
}

/** Sizes of a node group. */
export type Scaling = Readonly<Record<"minSize" | "maxSize" | "desiredSize", number>>;

export interface Taint {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
}

export interface NodegroupDoc {
  readonly nodegroupName: string;
  readonly nodegroupArn: string;
  readonly clusterName: string;
  readonly version: string;
  readonly releaseVersion: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly status: string;
  readonly scalingConfig: Scaling;
  readonly updateConfig: {
    readonly maxUnavailable?: number | undefined;
    readonly maxUnavailablePercentage?: number | undefined;
  };
  readonly subnets: readonly string[];
  readonly nodeRole: string;
  readonly labels: Tags;
  readonly taints: readonly Taint[];
  readonly launchTemplate?: { readonly id?: string; readonly name?: string; readonly version?: string };
  readonly resources: { readonly autoScalingGroups: readonly { readonly name: string }[] };
  readonly health: { readonly issues: readonly Issue[] };
  readonly tags: Tags;
  readonly [more: string]: unknown;
}

export interface AddonDoc {
  readonly addonName: string;
  readonly clusterName: string;
  readonly status: string;
  readonly addonVersion: string;
  readonly health: { readonly issues: readonly Issue[] };
  readonly addonArn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly podIdentityAssociations: readonly string[];
  readonly configurationValues?: string;
  readonly serviceAccountRoleArn?: string;
  readonly tags: Tags;
  readonly [more: string]: unknown;
}

export interface EntryDoc {
  readonly clusterName: string;
  readonly principalArn: string;
  readonly kubernetesGroups: readonly string[];
  readonly accessEntryArn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tags: Tags;
  readonly username: string;
  readonly type: string;
  readonly [more: string]: unknown;
}

export interface AssociationDoc {
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly associationArn: string;
  readonly associationId: string;
  readonly tags: Tags;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** ARN of the add-on that owns it; absent for one that was made by itself. */
  readonly ownerArn?: string;
  readonly [more: string]: unknown;
}

export interface FargateDoc {
  readonly fargateProfileName: string;
  readonly fargateProfileArn: string;
  readonly clusterName: string;
  readonly createdAt: number;
  readonly status: string;
  readonly tags: Tags;
  readonly [more: string]: unknown;
}

export interface UpdateError {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly resourceIds: readonly string[] | null;
}

export interface UpdateDoc {
  readonly id: string;
  readonly status: string;
  readonly type: string;
  readonly params: readonly { readonly type: string; readonly value: string }[];
  readonly createdAt: number;
  readonly errors: readonly UpdateError[];
  readonly [more: string]: unknown;
}

export interface AssociatedPolicy {
  readonly policyArn: string;
  readonly accessScope: { readonly type: string; readonly namespaces: readonly string[] };
  readonly associatedAt: number;
  readonly modifiedAt: number;
}

export interface Insight {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly kubernetesVersion: string;
  readonly lastRefreshTime: number;
  readonly lastTransitionTime: number;
  readonly description: string;
  readonly insightStatus: { readonly status: string; readonly reason: string };
}
