import type { Resource } from "../resource.ts";
import type { Timer } from "../timers.ts";
import type { World } from "../world.ts";
import { addonTransitions } from "./addon.ts";
import { clusterTransitions } from "./cluster.ts";
import { fargateTransitions } from "./fargate-profile.ts";
import { nodegroupTransitions } from "./nodegroup.ts";

/** Does to a resource what a timer of it says. */
export function transit(world: World, resource: Resource, timer: Timer): void {
  const name = `${timer.verb} ${timer.ending}`;
  if (resource.kind === "cluster") return clusterTransitions[name]?.(world, resource, timer);
  if (resource.kind === "nodegroup") return nodegroupTransitions[name]?.(world, resource, timer);
  if (resource.kind === "addon") return addonTransitions[name]?.(world, resource, timer);
  if (resource.kind === "fargate-profile") return fargateTransitions[name]?.(world, resource, timer);
  return undefined;
}
