import type { UpgradeInsight } from "../../../domain/schema/cluster-look.ts";
import type { Asking } from "../eks/kind.ts";
import type { AskedMove } from "../eks/version-kind.ts";
import type { Moving } from "../version-moves.ts";
import { isRefreshing, readInsights } from "./read-insights.ts";

/**
 * Whether a control plane may move, by what EKS has found out. Insights that say no, or say nothing about that version yet, are
 * refreshed once for a step: they may be a day old. The first step of a hop passes over what its own steps mend; right before
 * the move nothing is passed over.
 */
export async function askInsights(ask: Asking, { target, move, notebook }: AskedMove): Promise<Moving> {
  const { name = "" } = target;
  const allowed: Moving = move.phase === "insights" ? { state: "ready" } : { state: "differs" };
  const first = judge(await readInsights(ask, name), move);
  if (first === "yes") return allowed;
  const again = `insights about ${move.to} are asked again`;
  if (notebook.notes.insightsOf !== move.cause) {
    await ask.eks.startInsightsRefresh({ clusterName: name }, ask.signal);
    await notebook.write({ insightsOf: move.cause });
    return { state: "changing", reason: again };
  }
  if (await isRefreshing(ask, name)) return { state: "changing", reason: again };
  // They may have been refreshed after they were read.
  const fresh = judge(await readInsights(ask, name), move);
  if (fresh === "yes" || fresh === "unknown") return allowed;
  return { state: "failed", code: "UPGRADE_NOT_READY", reason: fresh.no };
}

/** `unknown` where nothing is said about the version: EKS itself has the last word then. */
function judge(
  insights: readonly UpgradeInsight[],
  { phase, to }: AskedMove["move"],
): "yes" | "unknown" | { readonly no: string } {
  const about = insights.filter(({ version }) => version === to);
  if (about.length === 0) return "unknown";
  const sayNo = about.filter(
    ({ status, mendedBy }) => status === "ERROR" && (phase !== "insights" || mendedBy === undefined),
  );
  if (sayNo.length === 0) return "yes";
  const said = sayNo.length === 1 ? "an insight says" : `${sayNo.length} insights say`;
  return { no: `${said} no to ${to}: ${sayNo.map(({ name, reason }) => `"${name}": ${reason}`).join("; ")}` };
}
