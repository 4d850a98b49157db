import type { Eks } from "../../adapters/eks/port.ts";
import { asOrchestratorError } from "../../adapters/eks/map-error.ts";
import type { OrchestratorError } from "../../domain/errors.ts";

/** What moto does otherwise than AWS, by operation, and what the suite does about it. The drivers are left as AWS wants them. */
export const DIFFERENCES: readonly { readonly operation: string; readonly moto: string; readonly here: string }[] = [
  {
    operation: "DescribeUpdate",
    moto: "is not served: a page of HTML with 404",
    here: "answered as EKS does of an update that it does not know any more; the driver then judges by what it sees",
  },
  {
    operation: "UpdateClusterConfig",
    moto: "answers a cluster instead of an update; takes networks and logging only",
    here: "a change without an update counts as done, and is looked at; protection is tried on the simulator only",
  },
  {
    operation: "UpdateClusterConfig, network",
    moto: "puts what is sent in the place of the whole network: the subnets are lost with a change of the endpoint",
    here: "endpoint access is changed on the simulator only",
  },
  {
    operation: "CreateNodegroup",
    moto: "forgets updateConfig",
    here: "what EKS does not tell is not judged",
  },
  {
    operation: "CreateCluster, CreateNodegroup",
    moto: "a repeat with the same token is refused as taken, where AWS answers the first; two at the same time both make one",
    here: "the driver finds the first by its tags; the repeat is sent after it, not beside it",
  },
  {
    operation: "DescribeCluster",
    moto: "tells no access config, upgrade policy, zonal shift or deletion protection",
    here: "what EKS does not tell is not judged",
  },
  {
    operation: "TagResource, UntagResource",
    moto: "are served for clusters only",
    here: "tags of node groups are changed on the simulator only",
  },
  {
    operation: "add-ons, access entries, pod identities, versions, insights",
    moto: "are not served",
    here: "not part of this suite; test/drivers has them on the simulator",
  },
];

/** What the wire of moto answers in the place of moto. */
export const MOTO_STAND_INS: Partial<Eks> = {
  describeUpdate: async ({ updateId }) =>
    await Promise.reject(unknownToEks("describeUpdate", `No update found for ID: ${updateId ?? ""}`)),
};

/** The failure of a call for something that EKS does not know. */
export function unknownToEks(operation: keyof Eks, message: string): OrchestratorError {
  const error = Object.assign(new Error(message), {
    name: "ResourceNotFoundException",
    $metadata: { httpStatusCode: 404 },
  });
  return asOrchestratorError(operation, error);
}
