import { isEarlier } from "../../../domain/eks/kubernetes-version.ts";
import type { UpgradeInsight } from "../../../domain/schema/cluster-look.ts";
import type { Asking } from "../eks/kind.ts";
import type { AskedMove } from "../eks/version-kind.ts";
import type { Moving } from "../version-moves.ts";
import { isRefreshing, readInsights } from "./read-insights.ts";

/**
 * Whether a control plane may move, by what EKS has found out. Insights that say no, say nothing about that version yet, or are to
 * be forced past, are refreshed once for a step: they may be a day old. The first step of a hop passes over what its own steps mend; right before
 * the move nothing is passed over but what a person has accepted, and only force gets past that.
 */
export async function askInsights(ask: Asking, { target, move, notebook }: AskedMove): Promise<Moving> {
  const { name = "" } = target;
  const { from, to } = move;
  // Of the way back, there is just one that they can be about. Of the way on, what names no version is about the next.
  const read = async () =>
    isEarlier(to, from)
      ? (await readInsights(ask, name, "ROLLBACK_READINESS")).map((insight) => ({ ...insight, version: to }))
      : (await readInsights(ask, name)).map((insight) => ({ version: to, ...insight }));
  const first = judge(await read(), move);
  // Force silences what EKS would check itself: nothing is forced by what may be a day old.
  if (first.says === "yes" && !wouldForce(first, move)) return allowed(first, move);
  const again = `insights about ${move.to} are asked again`;
  if (notebook.notes.insightsOf !== move.cause) {
    await ask.eks.startInsightsRefresh({ clusterName: name }, ask.signal);
    await notebook.write({ insightsOf: move.cause });
    return { state: "changing", reason: again };
  }
  if (await isRefreshing(ask, name)) return { state: "changing", reason: again };
  // They may have been refreshed after they were read.
  const fresh = judge(await read(), move);
  if (fresh.says !== "no") return allowed(fresh, move);
  return { state: "failed", code: "UPGRADE_NOT_READY", reason: fresh.reason };
}

/** `unknown` where nothing is said about the version: EKS itself has the last word then. */
type Judged =
  | { readonly says: "yes" | "unknown"; readonly isAccepted: boolean }
  | { readonly says: "no"; readonly reason: string };

function judge(insights: readonly UpgradeInsight[], { phase, to, accepted }: AskedMove["move"]): Judged {
  const about = insights.filter(({ version }) => version === to);
  if (about.length === 0) return { says: "unknown", isAccepted: false };
  const errors = about.filter(({ status }) => status === "ERROR");
  const sayNo = errors.filter(
    ({ name, mendedBy }) => !accepted.includes(name) && (phase !== "insights" || mendedBy === undefined),
  );
  if (sayNo.length === 0) return { says: "yes", isAccepted: errors.some(({ name }) => accepted.includes(name)) };
  const said = sayNo.length === 1 ? "an insight says" : `${sayNo.length} insights say`;
  const reasons = sayNo.map(({ name, reason }) => `"${name}": ${reason}`);
  return { says: "no", reason: `${said} no to ${to}: ${reasons.join("; ")}` };
}

type Allowed = Exclude<Judged, { readonly says: "no" }>;

function wouldForce({ isAccepted }: Allowed, { phase }: AskedMove["move"]): boolean {
  return isAccepted && phase !== "insights";
}

function allowed(judged: Allowed, move: AskedMove["move"]): Moving {
  if (move.phase === "insights") return { state: "ready" };
  return wouldForce(judged, move) ? { state: "differs", mustForce: true } : { state: "differs" };
}
