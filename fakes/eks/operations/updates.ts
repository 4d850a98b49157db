import { label, seenAt } from "../call.ts";
import type { Call, Operation } from "../call.ts";
import { clusterOf, seenAll, seenCluster, seenIn } from "../find-resource.ts";
import { endUpdate } from "../machines/updates.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { invalidRequest, notFound, Refused } from "../refused.ts";
import { keyOf } from "../resource.ts";
import type { Kind, ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";

export const describeUpdate: Operation = {
  name: "DescribeUpdate",
  method: "GET",
  path: ["clusters", ":cluster", "updates", ":updateId"],
  access: "read",
  takesToken: false,
  run: (world, call) => ({ body: { update: seenUpdate(world, call).doc } }),
};

export const listUpdates: Operation = {
  name: "ListUpdates",
  method: "GET",
  path: ["clusters", ":cluster", "updates"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const target = targetOf(world, call);
    const updates = seenAll(world, call, "update").filter(({ inner }) => inner.target === target);
    const page = pageOf(updates, pageAsked(call), ({ name }) => name);
    return { body: listBody("updateIds", page, ({ name }) => name) };
  },
};

export const cancelUpdate: Operation = {
  name: "CancelUpdate",
  method: "POST",
  path: ["clusters", ":cluster", "updates", ":updateId", "cancel-update"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const { doc } = seenUpdate(world, call);
    const cluster = clusterOf(world, call);
    if (doc.type !== "VersionRollback" || cluster.doc.computeConfig?.enabled !== true) {
      throw invalidRequest("Only a version rollback of a cluster in Auto Mode can be cancelled.");
    }
    if (cluster.inner.updateId !== doc.id) {
      throw new Refused("InvalidStateException", `Update ${doc.id} is ${doc.status} and cannot be cancelled.`);
    }
    const { updateId: _ended, ...rest } = cluster.inner;
    world.cancelTimers(cluster);
    world.put({ ...cluster, doc: { ...cluster.doc, status: "ACTIVE" }, inner: rest });
    endUpdate(world, cluster, { id: doc.id });
    const update = { ...doc, status: "Cancelled", cancellation: { status: "Successful" } };
    const key = keyOf(cluster, "update", { cluster: cluster.name, name: doc.id });
    const stored = world.store.get(key);
    if (stored?.kind === "update") world.put({ ...stored, doc: update });
    return { body: { update }, resource: cluster.key };
  },
};

function seenUpdate(world: World, call: Call): ResourceOf<"update"> {
  const target = targetOf(world, call);
  const id = label(call, "updateId");
  const update = seenIn(world, call, { kind: "update", name: id });
  if (update === undefined || update.inner.target !== target) throw notFound(`No update found for ID: ${id}`);
  return update;
}

/** Incarnation of what the updates are of: the node group or add-on of the query, else the cluster. */
function targetOf(world: World, call: Call): string {
  const cluster = seenCluster(world, call);
  const group = call.query.get("nodegroupName");
  if (group !== null) return child(world, call, { kind: "nodegroup", cluster: cluster.name, name: group });
  const addon = call.query.get("addonName");
  if (addon !== null) return child(world, call, { kind: "addon", cluster: cluster.name, name: addon });
  return cluster.incarnation;
}

function child(world: World, call: Call, { kind, ...of }: { kind: Kind; cluster: string; name: string }): string {
  const key = keyOf(call.caller, kind, of);
  const found = world.store.visible({ kind, key }, seenAt(world, call));
  if (found !== undefined) return found.incarnation;
  const what = kind === "nodegroup" ? "node group" : "addon";
  throw notFound(`No ${what} found for name: ${of.name}.`, { clusterName: of.cluster, [`${kind}Name`]: of.name });
}
