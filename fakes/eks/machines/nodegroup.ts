import type { ResourceOf } from "../resource.ts";
import type { NodegroupDoc } from "../shapes.ts";
import type { Timer } from "../timers.ts";
import type { World } from "../world.ts";
import { startWaitingAddons } from "./addon.ts";
import { lockAfterChild } from "./cluster.ts";
import { failureOf, issueOf } from "./transition.ts";
import { endUpdate } from "./updates.ts";

type Nodegroup = ResourceOf<"nodegroup">;

/** What happens to a node group by itself, by verb and ending. */
export const nodegroupTransitions: Readonly<Record<string, (world: World, group: Nodegroup, timer: Timer) => void>> = {
  "create done"(world, group) {
    const uuid = world.draw.uuid({ incarnation: group.incarnation, event: "autoscaling group" });
    const resources = { autoScalingGroups: [{ name: `eks-${group.name}-${uuid}` }] };
    const doc = { ...group.doc, status: "ACTIVE", resources, modifiedAt: world.nowSeconds };
    world.put({ ...group, doc, inner: { hasNodes: doc.scalingConfig.desiredSize > 0 } });
    lockAfterChild(world, group);
    startWaitingAddons(world, group);
  },

  "create fail"(world, group, timer) {
    const failure = failureOf(timer);
    world.put(withIssue(world, group, { status: failure.status ?? "CREATE_FAILED", issue: issueOf(failure) }));
  },

  "update done"(world, group, timer) {
    const id = String(timer.data["updateId"]);
    const patch = timer.data["patch"] as Partial<NodegroupDoc>;
    const doc = { ...group.doc, ...patch, status: "ACTIVE", modifiedAt: world.nowSeconds };
    endUpdate(world, group, { id });
    world.put({ ...group, doc, inner: { hasNodes: doc.scalingConfig.desiredSize > 0 } });
    lockAfterChild(world, group, id);
    startWaitingAddons(world, group);
  },

  "update fail"(world, group, timer) {
    const failure = failureOf(timer);
    const id = String(timer.data["updateId"]);
    endUpdate(world, group, { id, failure });
    const status = failure.status ?? "ACTIVE";
    const issues = status === "DEGRADED" ? [issueOf(failure)] : group.doc.health.issues;
    const doc = { ...group.doc, status, health: { issues }, modifiedAt: world.nowSeconds };
    world.put({ ...group, doc });
    lockAfterChild(world, group, id);
  },

  "delete done"(world, group) {
    world.remove(group);
  },

  "delete fail"(world, group, timer) {
    const failure = failureOf(timer);
    world.put(withIssue(world, group, { status: failure.status ?? "DELETE_FAILED", issue: issueOf(failure) }));
  },
};

function withIssue(
  { nowSeconds }: World,
  group: Nodegroup,
  { status, issue }: { status: string; issue: ReturnType<typeof issueOf> },
): Nodegroup {
  return { ...group, doc: { ...group.doc, status, health: { issues: [issue] }, modifiedAt: nowSeconds } };
}
