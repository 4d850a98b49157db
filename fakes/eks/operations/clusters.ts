import type { Operation } from "../call.ts";
import { clusterOf, seenCluster } from "../find-resource.ts";
import { seenAt } from "../call.ts";
import { decideLock } from "../lock-matrix.ts";
import { scheduleCourse } from "../machines/transition.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { inUse, invalidRequest } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";

export const describeCluster: Operation = {
  name: "DescribeCluster",
  method: "GET",
  path: ["clusters", ":cluster"],
  access: "read",
  takesToken: false,
  run: (world, call) => ({ body: { cluster: seenCluster(world, call).doc } }),
};

export const listClusters: Operation = {
  name: "ListClusters",
  method: "GET",
  path: ["clusters"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const clusters = world.store.visibleList("cluster", { place: call.caller, cluster: "" }, seenAt(world, call));
    const page = pageOf(clusters, pageAsked(call), ({ name }) => name);
    return { body: listBody("clusters", page, ({ name }) => name) };
  },
};

export const deleteCluster: Operation = {
  name: "DeleteCluster",
  method: "DELETE",
  path: ["clusters", ":cluster"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const cluster = clusterOf(world, call);
    const { name, doc } = cluster;
    if (doc.status === "DELETING") {
      if (world.settings.secondDelete === "accept") return { body: { cluster: doc } };
      throw inUse(`Cannot delete because cluster ${name} is currently DELETING`, { clusterName: name });
    }
    const refusal = decideLock(world, cluster, { asked: "delete-cluster" });
    if (refusal !== undefined) throw refusal;
    if (doc.deletionProtection) {
      throw invalidRequest(`Cluster ${name} cannot be deleted because deletion protection is enabled`, {
        clusterName: name,
      });
    }
    const hasGroups = world.store.list("nodegroup", cluster, name).length > 0;
    if (hasGroups) throw inUse("Cluster has nodegroups attached", { clusterName: name });
    const hasProfiles = world.store.list("fargate-profile", cluster, name).length > 0;
    if (hasProfiles) throw inUse("Cluster has fargate profiles attached", { clusterName: name });

    const deleting: ResourceOf<"cluster"> = { ...cluster, doc: { ...doc, status: "DELETING" } };
    const ordinal = world.nextCount(`deletes/${cluster.incarnation}`);
    world.cancelTimers(cluster);
    world.put(deleting, "lagging");
    scheduleCourse(world, deleting, {
      verb: "delete",
      seconds: world.takes("cluster delete", cluster.incarnation, ordinal),
      failSeconds: world.takes("cluster delete", cluster.incarnation, ordinal),
      override: call.override,
    });
    return { body: { cluster: deleting.doc }, resource: cluster.key };
  },
};
