import { z } from "zod";
import { label } from "../call.ts";
import type { Call, Operation } from "../call.ts";
import { bodyOf } from "../check-input.ts";
import { seenAll, seenCluster, seenIn, unlockedCluster } from "../find-resource.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { notFound } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { AssociationDoc } from "../shapes.ts";
import type { World } from "../world.ts";

const PATH = ["clusters", ":cluster", "pod-identity-associations"];

const UpdateBody = z.looseObject({
  roleArn: z.string().optional(),
  targetRoleArn: z.string().optional(),
  disableSessionTags: z.boolean().optional(),
});

export const describePodIdentityAssociation: Operation = {
  name: "DescribePodIdentityAssociation",
  method: "GET",
  path: [...PATH, ":associationId"],
  access: "read",
  takesToken: false,
  run(world, call) {
    seenCluster(world, call);
    const id = label(call, "associationId");
    return { body: { association: (seenIn(world, call, { kind: "association", name: id }) ?? noAssociation(id)).doc } };
  },
};

export const listPodIdentityAssociations: Operation = {
  name: "ListPodIdentityAssociations",
  method: "GET",
  path: PATH,
  access: "read",
  takesToken: false,
  run(world, call) {
    const namespace = call.query.get("namespace");
    const serviceAccount = call.query.get("serviceAccount");
    const found = seenAll(world, call, "association").filter(
      ({ doc }) =>
        (namespace === null || doc.namespace === namespace) &&
        (serviceAccount === null || doc.serviceAccount === serviceAccount),
    );
    const page = pageOf(found, pageAsked(call), ({ name }) => name);
    return { body: listBody("associations", page, summary) };
  },
};

export const updatePodIdentityAssociation: Operation = {
  name: "UpdatePodIdentityAssociation",
  method: "POST",
  path: [...PATH, ":associationId"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const { roleArn, targetRoleArn, disableSessionTags } = bodyOf(UpdateBody, call);
    const association = associationOf(world, call);
    const wanted = Object.entries({ roleArn, targetRoleArn, disableSessionTags });
    const given = Object.fromEntries(wanted.filter(([, value]) => value !== undefined));
    const doc = { ...association.doc, ...given, modifiedAt: world.nowSeconds };
    world.put({ ...association, doc }, "lagging");
    return { body: { association: doc }, resource: association.key };
  },
};

export const deletePodIdentityAssociation: Operation = {
  name: "DeletePodIdentityAssociation",
  method: "DELETE",
  path: [...PATH, ":associationId"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const association = associationOf(world, call);
    world.remove(association, "lagging");
    return { body: { association: association.doc }, resource: association.key };
  },
};

function associationOf(world: World, call: Call): ResourceOf<"association"> {
  const cluster = unlockedCluster(world, call, "other");
  const id = label(call, "associationId");
  return world.store.find("association", cluster, { cluster: cluster.name, name: id }) ?? noAssociation(id);
}

function summary({ doc }: ResourceOf<"association">): Partial<AssociationDoc> {
  const { clusterName, namespace, serviceAccount, associationArn, associationId, ownerArn } = doc;
  const shown = { clusterName, namespace, serviceAccount, associationArn, associationId };
  return ownerArn === undefined ? shown : { ...shown, ownerArn };
}

function noAssociation(id: string): never {
  throw notFound(`The Pod Identity Association with associationId ${id} does not exist.`);
}
