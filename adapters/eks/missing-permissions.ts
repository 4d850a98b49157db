import type { EksRefusal } from "../../domain/eks/classify-answer.ts";
import { iamAction } from "../../domain/eks/iam-policy.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Eks } from "./port.ts";

/** A name that no cluster has. */
const NOBODY = "holdfast-permission-check";
const ROLE = "arn:aws:iam::000000000000:role/holdfast-permission-check";

/** Looks at what is not there: who may look is told that, who may not is told so first. */
const LOOKS = {
  describeCluster: async (eks, signal) => await eks.describeCluster({ name: NOBODY }, signal),
  describeUpdate: async (eks, signal) => await eks.describeUpdate({ name: NOBODY, updateId: NOBODY }, signal),
  listNodegroups: async (eks, signal) => await eks.listNodegroups({ clusterName: NOBODY }, signal),
  describeNodegroup: async (eks, signal) =>
    await eks.describeNodegroup({ clusterName: NOBODY, nodegroupName: NOBODY }, signal),
  listFargateProfiles: async (eks, signal) => await eks.listFargateProfiles({ clusterName: NOBODY }, signal),
  describeAddon: async (eks, signal) => await eks.describeAddon({ clusterName: NOBODY, addonName: NOBODY }, signal),
  describeAccessEntry: async (eks, signal) =>
    await eks.describeAccessEntry({ clusterName: NOBODY, principalArn: ROLE }, signal),
  listAssociatedAccessPolicies: async (eks, signal) =>
    await eks.listAssociatedAccessPolicies({ clusterName: NOBODY, principalArn: ROLE }, signal),
  listPodIdentityAssociations: async (eks, signal) =>
    await eks.listPodIdentityAssociations({ clusterName: NOBODY }, signal),
  describePodIdentityAssociation: async (eks, signal) =>
    await eks.describePodIdentityAssociation({ clusterName: NOBODY, associationId: "a-00000000000000000" }, signal),
} as const satisfies { readonly [Operation in keyof Eks]?: (eks: Eks, signal: AbortSignal) => Promise<unknown> };

/**
 * The permissions to look that are missing, as `eks:DescribeCluster`. Those to change something show when they are used:
 * to try them would be to change something. A policy that holds for some names only may deny these looks, and still be
 * enough.
 *
 * @throws OrchestratorError where EKS cannot be asked at all
 */
export async function missingPermissions(eks: Eks, signal: AbortSignal): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [operation, look] of Object.entries(LOOKS)) {
    try {
      await look(eks, signal);
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      if (refusalIs(error, "denied")) missing.push(iamAction(operation));
      else if (error.code === "CLOUD_UNREACHABLE" || error.code === "CLOUD_DENIED") throw error;
    }
  }
  return missing;
}

function refusalIs({ details }: OrchestratorError, is: EksRefusal["is"]): boolean {
  return (details["refusal"] as EksRefusal | undefined)?.is === is;
}
