import { z } from "zod";
import type { Operation } from "../call.ts";
import { bodyOf, checkQuota, checkTags, TagsSchema } from "../check-input.ts";
import { unlockedCluster } from "../find-resource.ts";
import { inUse } from "../refused.ts";
import type { Place, ResourceOf } from "../resource.ts";
import type { AssociationDoc, Tags } from "../shapes.ts";
import type { World } from "../world.ts";

const ASSOCIATIONS_MAX = 1000;

const Body = z.looseObject({
  namespace: z.string().min(1),
  serviceAccount: z.string().min(1),
  roleArn: z.string().min(1),
  targetRoleArn: z.string().optional(),
  disableSessionTags: z.boolean().optional(),
  tags: TagsSchema.default({}),
});

export const createPodIdentityAssociation: Operation = {
  name: "CreatePodIdentityAssociation",
  method: "POST",
  path: ["clusters", ":cluster", "pod-identity-associations"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const { clientRequestToken: _token, ...input } = bodyOf(Body, call);
    checkTags(input.tags);
    const cluster = unlockedCluster(world, call, "other");
    const { targetRoleArn } = input;
    const association = newAssociation(world, cluster, { ...input, cluster: cluster.name, targetRoleArn });
    world.put(association, "lagging");
    return { body: { association: association.doc }, resource: association.key };
  },
};

/** What an association is made of. */
export interface AssociationOf {
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly tags: Tags;
  readonly targetRoleArn?: string | undefined;
  readonly ownerArn?: string;
}

/** An association that is not yet put into the world. @throws Refused when the service account has one. */
export function newAssociation(world: World, place: Place, of: AssociationOf): ResourceOf<"association"> {
  const { cluster, namespace, serviceAccount, roleArn, targetRoleArn, ownerArn, tags } = of;
  const others = world.store.list("association", place, cluster);
  const same = others.find(({ doc }) => doc.namespace === namespace && doc.serviceAccount === serviceAccount);
  if (same !== undefined) throw inUse(`Association already exists: ${same.name}`);
  checkQuota(others.length, { most: ASSOCIATIONS_MAX, what: "Pod identity associations per cluster" });

  const natural = `${place.account}/${place.region}/association/${cluster}/${namespace}/${serviceAccount}`;
  const ordinal = world.nextCount(natural);
  const id = `a-${world.draw.hex({ incarnation: natural, event: "id", ordinal }, 17)}`;
  const identity = world.identify(place, "association", { cluster, name: id });
  const externalId = world.draw.uuid({ incarnation: identity.incarnation, event: "external id" });
  const doc: AssociationDoc = {
    clusterName: cluster,
    namespace,
    serviceAccount,
    roleArn,
    associationArn: `arn:aws:eks:${place.region}:${place.account}:podidentityassociation/${cluster}/${id}`,
    associationId: id,
    tags,
    createdAt: world.nowSeconds,
    modifiedAt: world.nowSeconds,
    disableSessionTags: false,
    ...(ownerArn === undefined ? {} : { ownerArn }),
    ...(targetRoleArn === undefined ? {} : { targetRoleArn, externalId }),
  };
  return { ...identity, kind: "association", doc, inner: {} };
}
