import type * as sdk from "@aws-sdk/client-eks";

/**
 * One operation of EKS.
 *
 * @param turn - For whom it is made, so that all of these get on alike where they ask for more than EKS allows; those
 *   without one share one.
 */
export type Call<Input, Output> = (input: Input, signal: AbortSignal, turn?: string) => Promise<Output>;

/**
 * EKS in one account and region. Each call is sent once, within a limit, and takes its place in the rate that the whole
 * cell has there. A token is always the caller's.
 *
 * @throws OrchestratorError `CLOUD_BUSY`, `CLOUD_THROTTLED` and `CLOUD_UNREACHABLE`, which are worth another look, and
 *   `NOT_OURS`, `RESOURCE_IN_USE`, `CLOUD_DENIED`, `CLOUD_LIMIT`, `COMPONENT_FAILED`, which are not. What exactly EKS said
 *   lies in its details as `refusal`.
 */
export interface Eks {
  readonly describeCluster: Call<sdk.DescribeClusterCommandInput, sdk.DescribeClusterCommandOutput>;
  readonly createCluster: Call<sdk.CreateClusterCommandInput, sdk.CreateClusterCommandOutput>;
  readonly updateClusterConfig: Call<sdk.UpdateClusterConfigCommandInput, sdk.UpdateClusterConfigCommandOutput>;
  readonly deleteCluster: Call<sdk.DeleteClusterCommandInput, sdk.DeleteClusterCommandOutput>;
  readonly describeUpdate: Call<sdk.DescribeUpdateCommandInput, sdk.DescribeUpdateCommandOutput>;
  readonly listNodegroups: Call<sdk.ListNodegroupsCommandInput, sdk.ListNodegroupsCommandOutput>;
  readonly describeNodegroup: Call<sdk.DescribeNodegroupCommandInput, sdk.DescribeNodegroupCommandOutput>;
  readonly createNodegroup: Call<sdk.CreateNodegroupCommandInput, sdk.CreateNodegroupCommandOutput>;
  readonly updateNodegroupConfig: Call<sdk.UpdateNodegroupConfigCommandInput, sdk.UpdateNodegroupConfigCommandOutput>;
  readonly deleteNodegroup: Call<sdk.DeleteNodegroupCommandInput, sdk.DeleteNodegroupCommandOutput>;
  readonly listFargateProfiles: Call<sdk.ListFargateProfilesCommandInput, sdk.ListFargateProfilesCommandOutput>;
  readonly describeFargateProfile: Call<
    sdk.DescribeFargateProfileCommandInput,
    sdk.DescribeFargateProfileCommandOutput
  >;
  readonly describeAddon: Call<sdk.DescribeAddonCommandInput, sdk.DescribeAddonCommandOutput>;
  readonly createAddon: Call<sdk.CreateAddonCommandInput, sdk.CreateAddonCommandOutput>;
  readonly updateAddon: Call<sdk.UpdateAddonCommandInput, sdk.UpdateAddonCommandOutput>;
  readonly deleteAddon: Call<sdk.DeleteAddonCommandInput, sdk.DeleteAddonCommandOutput>;
  readonly describeAccessEntry: Call<sdk.DescribeAccessEntryCommandInput, sdk.DescribeAccessEntryCommandOutput>;
  readonly createAccessEntry: Call<sdk.CreateAccessEntryCommandInput, sdk.CreateAccessEntryCommandOutput>;
  readonly updateAccessEntry: Call<sdk.UpdateAccessEntryCommandInput, sdk.UpdateAccessEntryCommandOutput>;
  readonly deleteAccessEntry: Call<sdk.DeleteAccessEntryCommandInput, sdk.DeleteAccessEntryCommandOutput>;
  readonly listAssociatedAccessPolicies: Call<
    sdk.ListAssociatedAccessPoliciesCommandInput,
    sdk.ListAssociatedAccessPoliciesCommandOutput
  >;
  readonly associateAccessPolicy: Call<sdk.AssociateAccessPolicyCommandInput, sdk.AssociateAccessPolicyCommandOutput>;
  readonly disassociateAccessPolicy: Call<
    sdk.DisassociateAccessPolicyCommandInput,
    sdk.DisassociateAccessPolicyCommandOutput
  >;
  readonly listPodIdentityAssociations: Call<
    sdk.ListPodIdentityAssociationsCommandInput,
    sdk.ListPodIdentityAssociationsCommandOutput
  >;
  readonly describePodIdentityAssociation: Call<
    sdk.DescribePodIdentityAssociationCommandInput,
    sdk.DescribePodIdentityAssociationCommandOutput
  >;
  readonly createPodIdentityAssociation: Call<
    sdk.CreatePodIdentityAssociationCommandInput,
    sdk.CreatePodIdentityAssociationCommandOutput
  >;
  readonly updatePodIdentityAssociation: Call<
    sdk.UpdatePodIdentityAssociationCommandInput,
    sdk.UpdatePodIdentityAssociationCommandOutput
  >;
  readonly deletePodIdentityAssociation: Call<
    sdk.DeletePodIdentityAssociationCommandInput,
    sdk.DeletePodIdentityAssociationCommandOutput
  >;
  readonly updateClusterVersion: Call<sdk.UpdateClusterVersionCommandInput, sdk.UpdateClusterVersionCommandOutput>;
  readonly updateNodegroupVersion: Call<
    sdk.UpdateNodegroupVersionCommandInput,
    sdk.UpdateNodegroupVersionCommandOutput
  >;
  readonly listAddons: Call<sdk.ListAddonsCommandInput, sdk.ListAddonsCommandOutput>;
  readonly listInsights: Call<sdk.ListInsightsCommandInput, sdk.ListInsightsCommandOutput>;
  readonly startInsightsRefresh: Call<sdk.StartInsightsRefreshCommandInput, sdk.StartInsightsRefreshCommandOutput>;
  readonly describeInsightsRefresh: Call<
    sdk.DescribeInsightsRefreshCommandInput,
    sdk.DescribeInsightsRefreshCommandOutput
  >;
  readonly describeClusterVersions: Call<
    sdk.DescribeClusterVersionsCommandInput,
    sdk.DescribeClusterVersionsCommandOutput
  >;
  readonly describeAddonVersions: Call<sdk.DescribeAddonVersionsCommandInput, sdk.DescribeAddonVersionsCommandOutput>;
  readonly tagResource: Call<sdk.TagResourceCommandInput, sdk.TagResourceCommandOutput>;
  readonly untagResource: Call<sdk.UntagResourceCommandInput, sdk.UntagResourceCommandOutput>;
}

/** Name of an operation. */
export type EksOperation = keyof Eks;

/** A cluster as EKS tells it. */
export type Cluster = sdk.Cluster;
/** A node group as EKS tells it. */
export type Nodegroup = sdk.Nodegroup;
/** An add-on as EKS tells it. */
export type Addon = sdk.Addon;
/** An access entry as EKS tells it. */
export type AccessEntry = sdk.AccessEntry;
/** A pod identity association as EKS tells it. */
export type PodIdentityAssociation = sdk.PodIdentityAssociation;
/** What an access policy holds for. */
export type AccessScope = sdk.AccessScope;
