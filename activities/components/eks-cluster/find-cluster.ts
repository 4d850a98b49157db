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
    life: lifeOf(arn, toldOf(cluster.createdAt, target)),
    arn,
    standing: judgeStatus("cluster", cluster.status),
    status: cluster.status ?? "without a status",
    tags: cluster.tags ?? {},
    issues: cluster.health?.issues ?? [],
  };
}

/** Tells clusters of one name apart. The ARN has nothing but the name: which one it is, its birth tells. */
export function lifeOf(arn: string, createdAt: Date): string {
  return `${arn} of ${createdAt.toISOString()}`;
}
