import type { Eks } from "../../adapters/eks/port.ts";
import { asOrchestratorError } from "../../adapters/eks/map-error.ts";

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
    here: "the driver sends it with one update more",
  },
  {
    operation: "CreateCluster, CreateNodegroup",
    moto: "a repeat with the same token is refused as taken, AWS answers the first; both are active at once",
    here: "a lost answer is made good by tags, on both wires",
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
  describeUpdate: async ({ updateId }) => {
    const error = Object.assign(new Error(`No update found for ID: ${updateId ?? ""}`), {
      name: "ResourceNotFoundException",
      $metadata: { httpStatusCode: 404 },
    });
    return await Promise.reject(asOrchestratorError("describeUpdate", error));
  },
};
