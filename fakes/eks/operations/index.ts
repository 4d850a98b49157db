import type { Operation } from "../call.ts";
import {
  createAccessEntry,
  deleteAccessEntry,
  describeAccessEntry,
  listAccessEntries,
  updateAccessEntry,
} from "./access-entries.ts";
import {
  associateAccessPolicy,
  disassociateAccessPolicy,
  listAccessPolicies,
  listAssociatedAccessPolicies,
} from "./access-policies.ts";
import { deleteAddon, describeAddon, listAddons, updateAddon } from "./addons.ts";
import {
  deletePodIdentityAssociation,
  describePodIdentityAssociation,
  listPodIdentityAssociations,
  updatePodIdentityAssociation,
} from "./associations.ts";
import { deleteCluster, describeCluster, listClusters } from "./clusters.ts";
import { createAddon } from "./create-addon.ts";
import { createPodIdentityAssociation } from "./create-association.ts";
import { createCluster } from "./create-cluster.ts";
import { createNodegroup } from "./create-nodegroup.ts";
import {
  createFargateProfile,
  deleteFargateProfile,
  describeFargateProfile,
  listFargateProfiles,
} from "./fargate-profiles.ts";
import { describeInsight, describeInsightsRefresh, listInsights, startInsightsRefresh } from "./insights.ts";
import { deleteNodegroup, describeNodegroup, listNodegroups } from "./nodegroups.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import { updateClusterConfig } from "./update-cluster-config.ts";
import { updateClusterVersion } from "./update-cluster-version.ts";
import { updateNodegroupConfig, updateNodegroupVersion } from "./update-nodegroup.ts";
import { cancelUpdate, describeUpdate, listUpdates } from "./updates.ts";
import { describeAddonConfiguration, describeAddonVersions, describeClusterVersions } from "./versions.ts";

/** All operations. */
export const OPERATIONS: readonly Operation[] = [
  createCluster,
  describeCluster,
  listClusters,
  deleteCluster,
  updateClusterConfig,
  updateClusterVersion,
  describeUpdate,
  listUpdates,
  cancelUpdate,
  createNodegroup,
  describeNodegroup,
  listNodegroups,
  deleteNodegroup,
  updateNodegroupConfig,
  updateNodegroupVersion,
  createAddon,
  describeAddon,
  listAddons,
  updateAddon,
  deleteAddon,
  describeAddonVersions,
  describeAddonConfiguration,
  createAccessEntry,
  describeAccessEntry,
  listAccessEntries,
  updateAccessEntry,
  deleteAccessEntry,
  associateAccessPolicy,
  disassociateAccessPolicy,
  listAssociatedAccessPolicies,
  listAccessPolicies,
  createPodIdentityAssociation,
  describePodIdentityAssociation,
  listPodIdentityAssociations,
  updatePodIdentityAssociation,
  deletePodIdentityAssociation,
  createFargateProfile,
  describeFargateProfile,
  listFargateProfiles,
  deleteFargateProfile,
  tagResource,
  untagResource,
  listTagsForResource,
  describeClusterVersions,
  listInsights,
  describeInsight,
  startInsightsRefresh,
  describeInsightsRefresh,
];
