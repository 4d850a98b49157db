import { z } from "zod";
import { label } from "../call.ts";
import type { Operation } from "../call.ts";
import { bodyOf, checkName, checkQuota, checkTags, TagsSchema } from "../check-input.ts";
import { seenAll, seenCluster, seenIn, unlockedCluster } from "../find-resource.ts";
import { scheduleCourse } from "../machines/transition.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { inUse, notFound } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { FargateDoc } from "../shapes.ts";

const PROFILES_MAX = 10;
const PATH = ["clusters", ":cluster", "fargate-profiles"];

const Body = z.looseObject({
  fargateProfileName: z.string().min(1),
  podExecutionRoleArn: z.string().min(1),
  subnets: z.array(z.string()).default([]),
  selectors: z.array(z.looseObject({})).default([]),
  tags: TagsSchema.default({}),
});

export const createFargateProfile: Operation = {
  name: "CreateFargateProfile",
  method: "POST",
  path: PATH,
  access: "write",
  takesToken: true,
  run(world, call) {
    const { clientRequestToken: _token, ...input } = bodyOf(Body, call);
    const name = input.fargateProfileName;
    checkName(name, { what: "fargateProfileName", longest: 100 });
    checkTags(input.tags);
    const cluster = unlockedCluster(world, call, "create-nodegroup");
    const profiles = world.store.list("fargate-profile", cluster, cluster.name);
    if (profiles.some((other) => other.name === name)) {
      throw inUse(`Fargate Profile already exists with name ${name} and cluster name ${cluster.name}`);
    }
    checkQuota(profiles.length, { most: PROFILES_MAX, what: "Fargate profiles per cluster" });
    const identity = world.identify(cluster, "fargate-profile", { cluster: cluster.name, name });
    const uuid = world.draw.uuid({ incarnation: identity.incarnation, event: "arn" });
    const doc: FargateDoc = {
      ...input,
      fargateProfileArn: `arn:aws:eks:${cluster.region}:${cluster.account}:fargateprofile/${cluster.name}/${name}/${uuid}`,
      clusterName: cluster.name,
      createdAt: world.nowSeconds,
      status: "CREATING",
    };
    const profile: ResourceOf<"fargate-profile"> = { ...identity, kind: "fargate-profile", doc, inner: {} };
    world.put(profile, "lagging");
    const seconds = world.takes("fargate create", profile.incarnation);
    scheduleCourse(world, profile, { verb: "create", seconds, failSeconds: seconds, override: call.override });
    return { body: { fargateProfile: doc }, resource: profile.key };
  },
};

export const describeFargateProfile: Operation = {
  name: "DescribeFargateProfile",
  method: "GET",
  path: [...PATH, ":profile"],
  access: "read",
  takesToken: false,
  run(world, call) {
    seenCluster(world, call);
    const profile = seenIn(world, call, { kind: "fargate-profile", name: label(call, "profile") });
    return { body: { fargateProfile: (profile ?? noProfile(label(call, "profile"))).doc } };
  },
};

export const listFargateProfiles: Operation = {
  name: "ListFargateProfiles",
  method: "GET",
  path: PATH,
  access: "read",
  takesToken: false,
  run(world, call) {
    const page = pageOf(seenAll(world, call, "fargate-profile"), pageAsked(call), ({ name }) => name);
    return { body: listBody("fargateProfileNames", page, ({ name }) => name) };
  },
};

export const deleteFargateProfile: Operation = {
  name: "DeleteFargateProfile",
  method: "DELETE",
  path: [...PATH, ":profile"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const cluster = unlockedCluster(world, call, "nodegroup");
    const name = label(call, "profile");
    const profile = world.store.find("fargate-profile", cluster, { cluster: cluster.name, name }) ?? noProfile(name);
    if (profile.doc.status === "CREATING" || profile.doc.status === "DELETING") {
      throw inUse(`Fargate profile ${name} cannot be deleted as it is currently in ${profile.doc.status} state`);
    }
    const doc = { ...profile.doc, status: "DELETING" };
    world.put({ ...profile, doc }, "lagging");
    const ordinal = world.nextCount(`deletes/${profile.incarnation}`);
    const seconds = world.takes("fargate delete", profile.incarnation, ordinal);
    scheduleCourse(world, profile, { verb: "delete", seconds, failSeconds: seconds, override: call.override });
    return { body: { fargateProfile: doc }, resource: profile.key };
  },
};

function noProfile(name: string): never {
  throw notFound(`No Fargate Profile found with name: ${name}.`, { fargateProfileName: name });
}
