import { label } from "../call.ts";
import type { Call, Operation } from "../call.ts";
import { clusterOf, seenAll, seenCluster, seenIn } from "../find-resource.ts";
import { decideLock } from "../lock-matrix.ts";
import { scheduleCourse } from "../machines/transition.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { inUse, notFound } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";

export const describeNodegroup: Operation = {
  name: "DescribeNodegroup",
  method: "GET",
  path: ["clusters", ":cluster", "node-groups", ":nodegroup"],
  access: "read",
  takesToken: false,
  run(world, call) {
    seenCluster(world, call);
    const group = seenIn(world, call, { kind: "nodegroup", name: label(call, "nodegroup") });
    return { body: { nodegroup: (group ?? noNodegroup(call)).doc } };
  },
};

export const listNodegroups: Operation = {
  name: "ListNodegroups",
  method: "GET",
  path: ["clusters", ":cluster", "node-groups"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const page = pageOf(seenAll(world, call, "nodegroup"), pageAsked(call), ({ name }) => name);
    return { body: listBody("nodegroups", page, ({ name }) => name) };
  },
};

export const deleteNodegroup: Operation = {
  name: "DeleteNodegroup",
  method: "DELETE",
  path: ["clusters", ":cluster", "node-groups", ":nodegroup"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const group = unlockedNodegroup(world, call, "deleted");
    const doc = { ...group.doc, status: "DELETING", modifiedAt: world.nowSeconds, health: { issues: [] } };
    const ordinal = world.nextCount(`deletes/${group.incarnation}`);
    world.cancelTimers(group);
    world.put({ ...group, doc }, "lagging");
    scheduleCourse(world, group, {
      verb: "delete",
      seconds: world.takes("nodegroup delete", group.incarnation, ordinal),
      failSeconds: world.takes("nodegroup delete fails", group.incarnation, ordinal),
      override: call.override,
    });
    return { body: { nodegroup: doc }, resource: group.key };
  },
};

const MOVING = ["CREATING", "UPDATING", "DELETING"];

/** The node group of the path, when nothing that runs is in the way. @throws Refused */
export function unlockedNodegroup(world: World, call: Call, doing: "updated" | "deleted"): ResourceOf<"nodegroup"> {
  const cluster = clusterOf(world, call);
  const name = label(call, "nodegroup");
  const group = world.store.find("nodegroup", cluster, { cluster: cluster.name, name }) ?? noNodegroup(call);
  const refusal = decideLock(world, cluster, { asked: "nodegroup" });
  if (refusal !== undefined) throw refusal;
  if (!MOVING.includes(group.doc.status)) return group;
  throw inUse(`Nodegroup ${name} cannot be ${doing} as it is currently in ${group.doc.status} state`, {
    clusterName: cluster.name,
    nodegroupName: name,
  });
}

function noNodegroup(call: Call): never {
  const [clusterName, nodegroupName] = [label(call, "cluster"), label(call, "nodegroup")];
  throw notFound(`No node group found for name: ${nodegroupName}.`, { clusterName, nodegroupName });
}
