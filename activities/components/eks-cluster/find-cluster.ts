import type { Cluster } from "../../../adapters/eks/port.ts";
import { judgeStatus } from "../../../domain/eks/judge-status.ts";
import type { Asking, Place, Seen } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";

/** What a look shows of a cluster. */
export interface SeenCluster extends Seen {
  readonly cluster: Cluster;
}

/** Looks at a cluster; undefined where EKS does not know it. */
export async function findCluster(
  { eks, signal }: Asking,
  { target: { name = "" } }: Place,
): Promise<SeenCluster | undefined> {
  const cluster = (await unlessUnknown(eks.describeCluster({ name }, signal)))?.cluster;
  if (cluster === undefined) return undefined;
  return {
    cluster,
    life: lifeOf(name, cluster),
    arn: cluster.arn ?? "",
    standing: judgeStatus("cluster", cluster.status),
    status: cluster.status ?? "without a status",
    tags: cluster.tags ?? {},
    issues: cluster.health?.issues ?? [],
  };
}

/** Tells clusters of one name apart. The ARN has nothing but the name: which one it is, its birth tells. */
export function lifeOf(name: string, { arn, createdAt }: Cluster): string {
  return `${arn ?? name} of ${createdAt?.toISOString() ?? "unknown"}`;
}
