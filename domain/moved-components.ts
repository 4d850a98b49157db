import type { PlanUpgrade } from "./make-plan.ts";
import type { DesiredComponent } from "./plan-changes.ts";
import type { MovedComponent } from "./plan-upgrades.ts";
import type { JsonObject } from "./schema/json.ts";

type Desired = Pick<DesiredComponent, "name" | "kind" | "references"> & { readonly config: JsonObject };

/**
 * The components whose version moves by steps: clusters, and what runs in a cluster of the same environment, which it refers
 * to, or names as the cluster names itself.
 */
export function movedComponents(
  desired: readonly Desired[],
  kindOf: (kind: string) => { readonly upgrade?: PlanUpgrade } | undefined,
): readonly MovedComponent[] {
  const roleOf = ({ kind }: Desired) => kindOf(kind)?.upgrade?.role;
  const clusters = desired.filter((one) => roleOf(one) === "cluster");
  return desired.flatMap((one) => {
    const upgrade = kindOf(one.kind)?.upgrade;
    if (upgrade === undefined) return [];
    const cluster = upgrade.role === "cluster" ? one : clusters.find((other) => isIn(one, other));
    if (cluster === undefined) return [];
    const { version } = one.config;
    const { name } = one;
    // What is told by another component follows that one.
    const isSaid = typeof version === "string" && !version.includes("${");
    const wanted = isSaid ? { wanted: version } : {};
    const consent = consentOf(one.config);
    return [{ name, role: upgrade.role, cluster: cluster.name, usualMs: upgrade.usualMs, ...wanted, ...consent }];
  });
}

/** What a person allows an upgrade, as the config says it. */
function consentOf({
  acceptedInsights,
  rollback,
  stuckPods,
}: JsonObject): Pick<MovedComponent, "acceptedInsights" | "mayGoBack" | "mayForce"> {
  return {
    ...(Array.isArray(acceptedInsights) ? { acceptedInsights: acceptedInsights.map(String) } : {}),
    ...(rollback === "allow" ? { mayGoBack: true } : {}),
    ...(stuckPods === "force" ? { mayForce: true } : {}),
  };
}

function isIn({ references, config }: Desired, cluster: Desired): boolean {
  if (references.some(({ name }) => name === cluster.name)) return true;
  return config["cluster"] !== undefined && config["cluster"] === cluster.config["name"];
}
