import type { UpgradeInsight } from "../../../domain/schema/cluster-look.ts";
import type { Asking } from "../eks/kind.ts";

/** What moves anyway, by the name of the insight that it mends. */
const MENDED_BY: readonly (readonly [RegExp, NonNullable<UpgradeInsight["mendedBy"]>])[] = [
  [/^kubelet version skew/i, "node-groups"],
  [/add-on version compatib/i, "add-ons"],
  [/^kube-proxy version skew/i, "add-ons"],
];

/** Insights about versions to come, or about the way back, as EKS has them now. */
export async function readInsights(
  { eks, signal }: Asking,
  clusterName: string,
  category: "UPGRADE_READINESS" | "ROLLBACK_READINESS" = "UPGRADE_READINESS",
): Promise<readonly UpgradeInsight[]> {
  const found: UpgradeInsight[] = [];
  let nextToken: string | undefined;
  do {
    const filter = { categories: [category] };
    const page = await eks.listInsights({ clusterName, filter, nextToken }, signal);
    for (const { id = "", name = "", kubernetesVersion, insightStatus } of page.insights ?? []) {
      const mendedBy = MENDED_BY.find(([text]) => text.test(name))?.[1];
      found.push({
        id,
        name,
        status: insightStatus?.status ?? "UNKNOWN",
        reason: insightStatus?.reason ?? "EKS does not say why",
        ...(kubernetesVersion === undefined ? {} : { version: kubernetesVersion }),
        ...(mendedBy === undefined ? {} : { mendedBy }),
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** Whether a refresh of insights runs. */
export async function isRefreshing({ eks, signal }: Asking, clusterName: string): Promise<boolean> {
  return (await eks.describeInsightsRefresh({ clusterName }, signal)).status === "IN_PROGRESS";
}
