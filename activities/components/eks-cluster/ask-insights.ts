import type { UpgradeInsight } from "../../../domain/schema/cluster-look.ts";
import type { Asking } from "../eks/kind.ts";
import type { AskedMove } from "../eks/version-kind.ts";
import type { Moving } from "../version-moves.ts";
import { isRefreshing, readInsights } from "./read-insights.ts";

/**
 * Whether a control plane may move, by what EKS has found out. Insights that say no are refreshed once for a step: they may be
 * a day old. The first step of a hop passes over what its own steps mend; right before the move nothing is passed over.
 */
export async function askInsights(ask: Asking, { target, move, notebook }: AskedMove): Promise<Moving> {
  const { name = "" } = target;
  const allowed: Moving = move.phase === "insights" ? { state: "ready" } : { state: "differs" };
  const sayNo = saysNo(await readInsights(ask, name), move);
  if (sayNo.length === 0) return allowed;
  const reason = `${sayNo.length === 1 ? "an insight says" : `${sayNo.length} insights say`} no to ${move.to}: ${inWords(sayNo)}`;
  if (notebook.notes.insightsOf !== move.step) {
    await ask.eks.startInsightsRefresh({ clusterName: name }, ask.signal);
    await notebook.write({ insightsOf: move.step });
    return { state: "changing", reason: `${reason}; it is asked again` };
  }
  if (await isRefreshing(ask, name)) return { state: "changing", reason: `${reason}; it is asked again` };
  // It may have been refreshed after it was read.
  const still = saysNo(await readInsights(ask, name), move);
  if (still.length === 0) return allowed;
  return { state: "failed", code: "UPGRADE_NOT_READY", reason };
}

function saysNo(insights: readonly UpgradeInsight[], { phase, to }: AskedMove["move"]): readonly UpgradeInsight[] {
  return insights.filter(
    ({ status, version = to, mendedBy }) =>
      status === "ERROR" && version === to && (phase !== "insights" || mendedBy === undefined),
  );
}

function inWords(insights: readonly UpgradeInsight[]): string {
  return insights.map(({ name, reason }) => `"${name}": ${reason}`).join("; ");
}
