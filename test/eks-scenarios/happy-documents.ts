import { eksDocuments, type EksWishes } from "../setup/eks-documents.ts";

const NAME = "${components.cluster.outputs.name}";
const ENTRIES = ["admins", "developers", "viewers"];
const ON_EVERY_NODE = ["cni", "kube-proxy", "pod-identity"];

/** What comes before what, besides the cluster. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  cni: ENTRIES,
  "kube-proxy": ENTRIES,
  "pod-identity": ENTRIES,
  "api-role": ON_EVERY_NODE,
  general: ["api-role"],
  batch: ["api-role"],
  coredns: ["general", "batch"],
};

/** What an account is asked for, in the order in which EKS wants it: operations in one line may come in any order. */
export const HAPPY_EFFECTS = [
  ["CreateCluster"],
  ["AssociateAccessPolicy", "AssociateAccessPolicy", "CreateAccessEntry", "CreateAccessEntry", "CreateAccessEntry"],
  ["CreateAddon", "CreateAddon", "CreateAddon"],
  ["CreatePodIdentityAssociation"],
  ["CreateNodegroup", "CreateNodegroup"],
  ["CreateAddon"],
] as const;

/** A cluster with two node groups, four add-ons, three access entries and a pod identity, named after the environment. */
export function happyDocuments(wishes: EksWishes): string {
  const documents = eksDocuments(wishes)
    .split("\n---\n")
    .map((text) => JSON.parse(text) as { readonly kind: string; readonly spec: { components?: Components } });
  for (const { spec } of documents) {
    if (spec.components === undefined) continue;
    const components: Components = {
      ...spec.components,
      viewers: {
        kind: "eks-access-entry",
        config: { cluster: NAME, principalArn: "arn:aws:iam::111122223333:role/viewers" },
      },
      "kube-proxy": { kind: "eks-addon", config: { cluster: NAME, name: "kube-proxy" } },
    };
    spec.components = Object.fromEntries(
      Object.entries(components).map(([name, component]) => [name, { ...component, after: AFTER[name] ?? [] }]),
    );
  }
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}

type Components = Record<string, object>;

/** Effects in their order, those that may come in any order by name: what `HAPPY_EFFECTS` says of a run without mistakes. */
export function inOrder(effects: readonly string[]): readonly (readonly string[])[] {
  let from = 0;
  return HAPPY_EFFECTS.map((group) => {
    const next = effects.slice(from, from + group.length);
    from += group.length;
    return next.toSorted();
  });
}
