import type { Plan } from "./schema/plan.ts";
import type { ClusterUpgrade, UpgradeRefusal } from "./schema/upgrade.ts";

/** What an operation starts from, as far as looks matter to it. */
export interface LookGround {
  /** When it was recorded as running, epoch milliseconds; null before. */
  readonly startedAt: number | null;
  readonly components: readonly { readonly uid: string; readonly name: string }[];
}

/** Uids of the clusters that were not looked at since the operation runs. */
export function clustersToLookAt({ upgrades = [] }: Pick<Plan, "upgrades">, ground: LookGround): readonly string[] {
  const { startedAt, components } = ground;
  const isSeen = (upgrade: ClusterUpgrade) =>
    upgrade.state !== "not looked at" && startedAt !== null && upgrade.lookedAt >= startedAt;
  const unseen = new Set(upgrades.filter((upgrade) => !isSeen(upgrade)).map(({ cluster }) => cluster));
  return components.filter(({ name }) => unseen.has(name)).map(({ uid }) => uid);
}

/** Why the upgrades of a plan do not begin, and what to do about it, one line; undefined where they do. */
export function refuseUpgrades(
  { upgrades = [] }: Pick<Plan, "upgrades">,
  { isUnseen, cell, lookFailed }: { readonly isUnseen: boolean; readonly cell: string; readonly lookFailed?: string },
): string | undefined {
  if (isUnseen) {
    const why = lookFailed === undefined ? "" : `: ${lookFailed}`;
    return `cell "${cell}" could not look at the versions that are there${why}; apply again once it can`;
  }
  const refusals = upgrades.flatMap((upgrade) => (upgrade.state === "refused" ? upgrade.refusals : []));
  return refusals.length === 0 ? undefined : refusals.map(refusalWords).join("; ");
}

/** A refusal as people read it. */
export function refusalWords({ reason, next }: Pick<UpgradeRefusal, "reason" | "next">): string {
  return `${reason} (${next})`;
}
