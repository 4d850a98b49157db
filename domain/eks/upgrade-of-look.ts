import type { KnownLook } from "../plan-upgrades.ts";
import type { ClusterUpgrade, UpgradeStep } from "../schema/upgrade.ts";
import { planUpgrade } from "./plan-upgrade.ts";
import type { UpgradeInput } from "./upgrade-input.ts";

/** A component that is a cluster, or runs in one, and has a version. */
export interface VersionedComponent {
  readonly name: string;
  readonly role: "cluster" | "node-group" | "add-on";
  /** As its config asks for it; absent where it follows its cluster. */
  readonly wanted?: string;
  /** Of a cluster: names of insights that may say no; absent for none. */
  readonly acceptedInsights?: readonly string[];
  /** Of a cluster: true where it may go back by one minor. */
  readonly mayGoBack?: true;
  /** Of a node group: true where its pods may be moved away against their will. */
  readonly mayForce?: true;
}

/** A cluster and what of it is planned. */
export interface ClusterOfPlan {
  readonly cluster: VersionedComponent;
  /** What runs in it and stays. */
  readonly inside: readonly VersionedComponent[];
  /** Components that the same plan deletes before the first step. */
  readonly leaving: readonly string[];
  /** Components that are converged after the last step. */
  readonly members: readonly string[];
  readonly look: KnownLook | undefined;
  /** How long a step usually takes, milliseconds. */
  readonly expectedMs: UpgradeInput["expectedMs"];
}

/** The upgrade of one cluster from what was seen of it. Node groups of others are wanted as they are. */
export function upgradeOfLook(of: ClusterOfPlan): ClusterUpgrade {
  const { cluster, look, members, leaving } = of;
  const about = { cluster: cluster.name, wanted: cluster.wanted ?? "", members };
  if (look === undefined) return { ...about, state: "not looked at" };
  const planned = planUpgrade(inputOf(of, look));
  const { lookedAt } = look;
  if (planned.state === "refused") return { ...about, state: "refused", lookedAt, refusals: planned.refusals };
  const { hops, ...plan } = planned.plan;
  const gated = hops.map((hop) => ({ ...hop, steps: hop.steps.map((step) => afterDeletions(step, leaving)) }));
  return { ...about, state: "planned", lookedAt, ...plan, hops: gated };
}

function inputOf(
  { cluster, inside, leaving, expectedMs }: ClusterOfPlan,
  { look, components }: KnownLook,
): UpgradeInput {
  const byName = new Map(inside.map((component) => [component.name, component]));
  const ofSeen = ({ componentUid }: { readonly componentUid?: string }) =>
    componentUid === undefined ? undefined : components[componentUid];
  return {
    cluster: {
      name: cluster.name,
      version: look.version,
      wanted: cluster.wanted ?? "",
      ...(cluster.mayGoBack === undefined ? {} : { mayGoBack: cluster.mayGoBack }),
    },
    nodegroups: look.nodegroups
      .filter((seen) => !leaving.includes(ofSeen(seen) ?? ""))
      .map((seen) => {
        const ours = byName.get(ofSeen(seen) ?? "");
        if (ours === undefined) return { name: seen.name, version: seen.version, wanted: seen.version };
        const wanted = ours.wanted === undefined ? {} : { wanted: ours.wanted };
        const allowed = ours.mayForce === undefined ? {} : { mayForce: ours.mayForce };
        return { name: ours.name, version: seen.version, ...wanted, ...allowed };
      }),
    addons: look.addons.flatMap((seen) => {
      const ours = byName.get(ofSeen(seen) ?? "");
      if (ours === undefined) return [];
      const wanted = ours.wanted === undefined ? {} : { wanted: ours.wanted };
      return [{ name: ours.name, addon: seen.name, version: seen.version, ...wanted }];
    }),
    catalogue: look.catalogue,
    insights: look.insights,
    acceptedInsights: cluster.acceptedInsights ?? [],
    skew: "tolerant",
    expectedMs,
  };
}

/** What is deleted in the same plan goes first: it may be too old for the next version. */
function afterDeletions(step: UpgradeStep, leaving: readonly string[]): UpgradeStep {
  return step.needs.length > 0 || leaving.length === 0 ? step : { ...step, needs: leaving };
}
