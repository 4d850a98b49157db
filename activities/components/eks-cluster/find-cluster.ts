import type { Cluster } from "../../../adapters/eks/port.ts";
import { judgeStatus } from "../../../domain/eks/judge-status.ts";
import type { Asking, Place, Seen } from "../eks/kind.ts";
import { unlessUnknown } from "../eks/refusals.ts";
import { toldOf } from "../eks/whose.ts";

/** What a look shows of a cluster. */
export interface SeenCluster extends Seen {
  readonly cluster: Cluster;
}

/** Looks at a cluster; undefined where EKS does not know it. */
export async function findCluster({ eks, signal }: Asking, { target }: Place): Promise<SeenCluster | undefined> {
  const { name = "" } = target;
  const cluster = (await unlessUnknown(eks.describeCluster({ name }, signal)))?.cluster;
  if (cluster === undefined) return undefined;
  const arn = toldOf(cluster.arn, target);
  return {
    cluster,
    // The ARN of a cluster has nothing but its name: which one of that name it is, its birth tells.
    life: `${arn} of ${toldOf(cluster.createdAt, target).toISOString()}`,
    arn,
    standing: judgeStatus("cluster", cluster.status),
    status: cluster.status ?? "without a status",
    tags: cluster.tags ?? {},
    issues: cluster.health?.issues ?? [],
  };
}
