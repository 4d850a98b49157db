import type { Place, ResourceOf } from "../resource.ts";
import type { EntryDoc, Tags } from "../shapes.ts";
import type { World } from "../world.ts";

const ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** What an access entry is made of. */
export interface EntryOf {
  readonly principalArn: string;
  readonly type: string;
  readonly kubernetesGroups: readonly string[];
  /** Derived from the principal unless given. */
  readonly username?: string | undefined;
  readonly tags: Tags;
}

/** The access entry EKS makes for who created the cluster, unless it was told not to. */
export function addCreatorEntry(world: World, cluster: ResourceOf<"cluster">): void {
  const { authenticationMode, bootstrapClusterCreatorAdminPermissions = true } = cluster.doc.accessConfig;
  if (!bootstrapClusterCreatorAdminPermissions || authenticationMode === "CONFIG_MAP") return;
  const of = { principalArn: cluster.inner.creator, type: "STANDARD", kubernetesGroups: [], tags: {} };
  const entry = newEntry(world, cluster, of);
  const at = world.nowSeconds;
  const accessScope = { type: "cluster", namespaces: [] };
  const policy = { policyArn: ADMIN_POLICY, accessScope, associatedAt: at, modifiedAt: at };
  world.put({ ...entry, inner: { policies: [policy] } });
}

/** The access entry EKS makes for the role of nodes, unless there is one. */
export function addNodeEntry(world: World, cluster: ResourceOf<"cluster">, roleArn: string): void {
  if (cluster.doc.accessConfig.authenticationMode === "CONFIG_MAP") return;
  if (world.store.find("access-entry", cluster, { cluster: cluster.name, name: roleArn }) !== undefined) return;
  const of = { principalArn: roleArn, type: "EC2_LINUX", kubernetesGroups: [], tags: {} };
  world.put(newEntry(world, cluster, of));
}

/** Names that EKS gives to nodes, by the type of their entry. */
const NODE_NAMES: Readonly<Record<string, Pick<EntryDoc, "username" | "kubernetesGroups">>> = {
  EC2_LINUX: { username: "system:node:{{EC2PrivateDNSName}}", kubernetesGroups: ["system:nodes"] },
  EC2_WINDOWS: {
    username: "system:node:{{EC2PrivateDNSName}}",
    kubernetesGroups: ["eks:kube-proxy-windows", "system:nodes"],
  },
  FARGATE_LINUX: {
    username: "system:node:{{SessionName}}",
    kubernetesGroups: ["system:bootstrappers", "system:nodes", "system:node-proxier"],
  },
  EC2: { username: "system:node:{{EC2PrivateDNSName}}", kubernetesGroups: ["system:nodes"] },
  HYBRID_LINUX: {
    username: "system:node:{{SessionName}}",
    kubernetesGroups: ["system:bootstrappers", "system:nodes"],
  },
  HYPERPOD_LINUX: { username: "system:node:{{SessionName}}", kubernetesGroups: ["system:nodes"] },
};

/** An access entry that is not yet put into the world. */
export function newEntry(
  world: World,
  cluster: Place & { readonly name: string },
  of: EntryOf,
): ResourceOf<"access-entry"> {
  const identity = world.identify(cluster, "access-entry", { cluster: cluster.name, name: of.principalArn });
  const doc: EntryDoc = {
    clusterName: cluster.name,
    principalArn: of.principalArn,
    kubernetesGroups: of.kubernetesGroups,
    accessEntryArn: entryArn(world, identity, of.principalArn),
    createdAt: world.nowSeconds,
    modifiedAt: world.nowSeconds,
    tags: of.tags,
    username: of.username ?? of.principalArn,
    type: of.type,
    ...NODE_NAMES[of.type],
  };
  return { ...identity, kind: "access-entry", doc, inner: { policies: [] } };
}

function entryArn(
  { draw }: World,
  { region, account, cluster, incarnation }: Place & { readonly cluster: string; readonly incarnation: string },
  principalArn: string,
): string {
  const [principalAccount = account, resource = "role/unknown"] = principalArn.split(":").slice(4);
  const [type = "role", ...path] = resource.split("/");
  const uuid = draw.uuid({ incarnation, event: "arn" });
  const place = `${type}/${principalAccount}/${path.at(-1) ?? "unknown"}`;
  return `arn:aws:eks:${region}:${account}:access-entry/${cluster}/${place}/${uuid}`;
}
