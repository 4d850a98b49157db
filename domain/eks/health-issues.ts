/** A problem as EKS tells it, of a resource or of an update. */
export interface HealthIssue {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly resourceIds?: readonly string[] | null | undefined;
}

interface Explanation {
  /** What is wrong, in plain words. */
  readonly means: string;
  /** What a person does next. */
  readonly next: string;
}

const NO_ADDRESSES: Explanation = {
  means: "its subnets have too few free addresses",
  next: "free addresses in the subnets, or give it other subnets",
};
const NO_ACCESS: Explanation = {
  means: "a role of it lacks a permission",
  next: "compare the role's policies with what EKS asks for",
};
const NOT_REACHABLE: Explanation = {
  means: "EKS cannot reach the cluster's API server",
  next: "check the cluster's security groups, subnets and endpoint access",
};
const INTERNAL: Explanation = {
  means: "something failed inside of EKS",
  next: "wait; where it stays so, open a case with AWS",
};
const NO_SUBNET: Explanation = { means: "a subnet of it is gone", next: "give it subnets that exist" };
const NO_SECURITY_GROUP: Explanation = {
  means: "a security group of it is gone",
  next: "give it security groups that exist",
};
const NO_KEY: Explanation = {
  means: "the key that its secrets are encrypted with is gone; nothing brings the cluster back without it",
  next: "cancel the key's deletion in KMS, or make another cluster",
};
const NO_NODES: Explanation = {
  means: "its instances do not join the cluster",
  next: "check the node role, the way from the subnets to the cluster's endpoint, and the user data",
};
const NOT_EVICTED: Explanation = {
  means: "pods did not leave a node in time",
  next: "look at the pod disruption budgets of these nodes",
};
const CONFLICT: Explanation = {
  means: "fields in the cluster were set by somebody else",
  next: "take those settings out of the cluster, or let the add-on overwrite them (resolveConflicts)",
};

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  InsufficientFreeAddresses: NO_ADDRESSES,
  IpNotAvailable: NO_ADDRESSES,
  EniLimitReached: {
    means: "the account has no network interfaces left",
    next: "raise the quota of network interfaces, or delete unused ones",
  },
  Ec2SubnetNotFound: NO_SUBNET,
  SubnetNotFound: NO_SUBNET,
  Ec2SubnetMissingIpv6Assignment: {
    means: "a subnet of it gives no IPv6 addresses",
    next: "let the subnet give IPv6 addresses",
  },
  Ec2SubnetInvalidConfiguration: {
    means: "a subnet of it gives instances no public address",
    next: "let the subnet give public addresses, or give the nodes another way out",
  },
  Ec2SecurityGroupNotFound: NO_SECURITY_GROUP,
  SecurityGroupNotFound: NO_SECURITY_GROUP,
  VpcNotFound: { means: "its VPC is gone; nothing brings the cluster back", next: "make another cluster" },
  VpcIdNotFound: { means: "its VPC is gone", next: "give it subnets of a VPC that exists" },
  IamRoleNotFound: { means: "its role is gone", next: "make the role again, under the same name" },
  IamNodeRoleNotFound: { means: "the role of its nodes is gone", next: "make the role again, under the same name" },
  IamInstanceProfileNotFound: {
    means: "the instance profile of its nodes is gone",
    next: "make the instance profile again, under the same name",
  },
  IamLimitExceeded: { means: "the account has no roles or profiles left", next: "raise the quota of IAM" },
  IamThrottling: { means: "IAM was asked too often", next: "apply again with fewer node groups at a time" },
  AccessDenied: NO_ACCESS,
  OperationNotPermitted: NO_ACCESS,
  AddonPermissionFailure: NO_ACCESS,
  AddonSubscriptionNeeded: {
    means: "the account has not subscribed to the add-on",
    next: "subscribe to it in AWS Marketplace",
  },
  ClusterUnreachable: NOT_REACHABLE,
  InternalFailure: INTERNAL,
  Unknown: INTERNAL,
  KmsKeyDisabled: { means: "the key that its secrets are encrypted with is switched off", next: "switch the key on" },
  KmsKeyNotFound: NO_KEY,
  KmsGrantRevoked: NO_KEY,
  KmsKeyMarkedForDeletion: NO_KEY,
  ResourceLimitExceeded: { means: "a quota is used up", next: "raise the quota, or delete what is not needed" },
  UnsupportedVersion: { means: "its version is not supported any more", next: "upgrade it" },
  NodeCreationFailure: NO_NODES,
  AsgInstanceLaunchFailures: {
    means: "instances of it could not be launched",
    next: "read what the autoscaling group says: often a zone has none of the instance type",
  },
  InstanceLimitExceeded: {
    means: "the account has no instances of that type left",
    next: "raise the quota of EC2, or name another instance type",
  },
  PodEvictionFailure: NOT_EVICTED,
  NodeTerminationFailure: { means: "a node could not be stopped", next: "stop the instance in EC2" },
  Ec2SecurityGroupDeletionFailure: {
    means: "a security group of it is still in use",
    next: "take it off the network interfaces that use it, then delete again",
  },
  Ec2LaunchTemplateNotFound: {
    means: "its launch template is gone",
    next: "make it anew with another launch template",
  },
  Ec2LaunchTemplateVersionMismatch: {
    means: "its launch template was changed by hand",
    next: "bring the autoscaling group back to the version of the node group",
  },
  Ec2LaunchTemplateDeletionFailure: { means: "its launch template could not be deleted", next: "delete it in EC2" },
  Ec2InstanceTypeDoesNotExist: { means: "there is no such instance type", next: "name another instance type" },
  AutoScalingGroupNotFound: { means: "its autoscaling group is gone", next: "make the node group anew" },
  AutoScalingGroupInvalidConfiguration: {
    means: "its autoscaling group was changed by hand",
    next: "take that change back",
  },
  AmiIdNotFound: { means: "its machine image is gone", next: "name an image that exists" },
  ConfigurationConflict: CONFLICT,
  AdmissionRequestDenied: {
    means: "an admission webhook in the cluster said no",
    next: "look at the webhooks of the cluster",
  },
  InsufficientNumberOfReplicas: {
    means: "too few of its pods run; before the first node is there that is normal",
    next: "check that there are nodes that its pods fit on",
  },
  UnsupportedAddonModification: {
    means: "a part of it was changed that EKS manages",
    next: "take that change back, or let the add-on overwrite it (resolveConflicts)",
  },
  K8sResourceNotFound: { means: "a part of it was deleted in the cluster", next: "apply again with resolveConflicts" },
};

/** Codes that are explained, for the docs and the tests. */
export const EXPLAINED_CODES: readonly string[] = Object.keys(EXPLANATIONS);

/** One issue in plain words: what it means, what EKS says, what to do next. */
export function explainIssue({ code = "Unknown", message, resourceIds }: HealthIssue): string {
  const known = Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  const where = resourceIds === undefined || resourceIds === null ? "" : list(resourceIds);
  const said = message === undefined || message === "" ? "" : ` EKS says: ${message.trim()}`;
  if (known === undefined) return `${code}${where}.${said}`;
  return `${known.means} (${code}${where}). Next: ${known.next}.${said}`;
}

/** Issues in plain words; what is given when there are none. */
export function explainIssues(issues: readonly HealthIssue[] | undefined, none: string): string {
  return issues === undefined || issues.length === 0 ? none : issues.map(explainIssue).join(" ");
}

function list(ids: readonly string[]): string {
  return ids.length === 0 ? "" : `: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ", …" : ""}`;
}
