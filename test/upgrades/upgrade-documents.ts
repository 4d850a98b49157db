import type { EksWorld } from "../drivers/eks-world.ts";
import type { TruthLine } from "../fakes/start-fake-eks.ts";

/** What an environment with a cluster to upgrade asks for. */
export interface UpgradeWishes {
  readonly environment: string;
  /** Of its blueprint. */
  readonly release: string;
  /** Of Kubernetes. */
  readonly version: string;
  /** Versions of add-ons by name; the others take the default. */
  readonly addons?: Readonly<Record<string, string>>;
  /** More of the cluster's config, and of both node groups'. */
  readonly cluster?: object;
  readonly nodes?: object;
}

const ROLES = "arn:aws:iam::111122223333:role";
const NAME = "${components.cluster.outputs.name}";
const SUBNETS = ["subnet-0a", "subnet-0b"];
const ADDONS = ["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"];

/** A cluster, two node groups and four add-ons, all named after the environment; as text. */
export function upgradeDocuments(wishes: UpgradeWishes): string {
  return upgradeWish(wishes)
    .map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document }))
    .join("\n---\n");
}

/** The same, as documents without their version. */
export function upgradeWish(wishes: UpgradeWishes): readonly object[] {
  const { environment, release, version, addons = {}, cluster = {}, nodes = {} } = wishes;
  const node = (name: string, size: number) => ({
    kind: "eks-nodegroup",
    config: {
      cluster: NAME,
      name,
      nodeRoleArn: `${ROLES}/nodes`,
      subnetIds: SUBNETS,
      scaling: { min: 1, max: 6, desired: size },
      ...nodes,
    },
  });
  const components = {
    cluster: {
      kind: "eks-cluster",
      config: { name: environment, version, roleArn: `${ROLES}/eks`, subnetIds: SUBNETS, ...cluster },
    },
    general: node("general", 3),
    batch: node("batch", 2),
    ...Object.fromEntries(
      ADDONS.map((name) => [
        name,
        {
          kind: "eks-addon",
          config: { cluster: NAME, name, ...(addons[name] === undefined ? {} : { version: addons[name] }) },
          ...(name === "coredns" ? { after: ["general"] } : {}),
        },
      ]),
    ),
  };
  const project = "lab";
  const named = { project, name: environment };
  const full = `${environment}-${release}`;
  return [
    { kind: "Project", metadata: { name: project }, spec: {} },
    { kind: "Blueprint", metadata: { ...named, version: release }, spec: { components } },
    {
      kind: "Release",
      metadata: { project, version: full },
      spec: { blueprint: `${environment}@${release}`, artifacts: {} },
    },
    { kind: "Environment", metadata: named, spec: { class: "dev", cell: "local", release: full } },
  ];
}

/** A move of a version that was accepted. */
export interface AcceptedMove {
  readonly kind: string;
  readonly name: string;
  readonly to: string;
}

const MOVES = ["UpdateClusterVersion", "UpdateNodegroupVersion", "UpdateAddon"];

/** Every move of a version that the simulator has accepted for a cluster, in its order; `to` is what it has led to. */
export async function movesOf(world: EksWorld, cluster: string): Promise<readonly AcceptedMove[]> {
  const ends = await linesOf(world, cluster, "transition");
  return (await linesOf(world, cluster, "effect"))
    .filter((line) => line["outcome"] === "new" && MOVES.includes(String(line["operation"])))
    .map(({ seq, resource }) => {
      const [, , kind = "", , name = cluster] = String(resource).split("/");
      const end = ends.find((line) => line.seq > seq && line["resource"] === resource);
      const { version, addonVersion } = (end?.["after"] ?? {}) as {
        readonly version?: string;
        readonly addonVersion?: string;
      };
      return { kind, name, to: version ?? addonVersion ?? "" };
    });
}

/** The lines of the truth about a cluster. */
export async function linesOf(world: EksWorld, cluster: string, kind: string): Promise<readonly TruthLine[]> {
  return (await world.fake.log(`kind=${kind}`)).filter((line) => JSON.stringify(line).includes(cluster));
}
