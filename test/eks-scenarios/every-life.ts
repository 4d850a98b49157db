import { ROLES, type ScenarioWorld } from "./scenario-world.ts";

const VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";

/** Every operation that changes something, in the order in which `liveEveryLife` comes to need it. */
export const WRITES = [
  "CreateCluster",
  "CreateAccessEntry",
  "AssociateAccessPolicy",
  "CreateAddon",
  "CreatePodIdentityAssociation",
  "CreateNodegroup",
  "UpdateClusterConfig",
  "UpdateAccessEntry",
  "DisassociateAccessPolicy",
  "UpdateAddon",
  "UpdatePodIdentityAssociation",
  "UpdateNodegroupConfig",
  "TagResource",
  "DeleteNodegroup",
  "DeletePodIdentityAssociation",
  "DeleteAddon",
  "DeleteAccessEntry",
  "DeleteCluster",
] as const;

/** Makes one component of each kind, changes each, and takes all away: every operation that changes something, once. */
export async function liveEveryLife({ wishes }: Pick<ScenarioWorld, "wishes">): Promise<readonly string[]> {
  const cluster = wishes.cluster();
  const entry = wishes.entry({ groups: ["developers"], policies: [{ policyArn: VIEW }] });
  const addon = wishes.addon({ name: "vpc-cni", version: "v1.20.4-eksbuild.2" });
  const association = wishes.association();
  const nodes = wishes.nodegroup();
  const changes = [
    cluster.asks({ logging: ["api"] }),
    entry.asks({ groups: ["testers"], policies: [] }),
    addon.asks({ version: "v1.21.1-eksbuild.3" }),
    association.asks({ roleArn: `${ROLES}/other` }),
    nodes.asks({ labels: { pool: "general" }, tags: { team: "shop" } }),
  ];
  const ends: string[] = [];
  for (const wish of [cluster, entry, addon, association, nodes, ...changes]) ends.push((await wish.bring()).end.state);
  for (const wish of [nodes, association, addon, entry, cluster]) await wish.takeAway();
  return ends;
}
