import { z } from "zod";
import { label } from "../call.ts";
import type { Call, Operation } from "../call.ts";
import { bodyOf, checkTags, TagsSchema } from "../check-input.ts";
import { seenAll, seenCluster, seenIn, unlockedCluster } from "../find-resource.ts";
import { newEntry } from "../machines/auto-entries.ts";
import { listBody, pageAsked, pageOf } from "../paginate.ts";
import { inUse, invalidParameter, invalidRequest, notFound } from "../refused.ts";
import type { ResourceOf } from "../resource.ts";
import type { World } from "../world.ts";

const TYPES = ["STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"];

const CreateBody = z.looseObject({
  principalArn: z.string().min(1),
  kubernetesGroups: z.array(z.string()).default([]),
  username: z.string().optional(),
  type: z.string().default("STANDARD"),
  tags: TagsSchema.default({}),
});

const UpdateBody = z.looseObject({ kubernetesGroups: z.array(z.string()).optional(), username: z.string().optional() });

export const createAccessEntry: Operation = {
  name: "CreateAccessEntry",
  method: "POST",
  path: ["clusters", ":cluster", "access-entries"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(CreateBody, call);
    checkTags(input.tags);
    if (!/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/.test(input.principalArn)) {
      throw invalidParameter("The specified principalArn is invalid: invalid format.");
    }
    if (!TYPES.includes(input.type)) throw invalidParameter(`The specified type is invalid: ${input.type}`);
    checkGroups(input.type, input.kubernetesGroups);
    const cluster = entriesCluster(world, call);
    const of = { cluster: cluster.name, name: input.principalArn };
    if (world.store.find("access-entry", cluster, of) !== undefined) {
      throw inUse("The specified access entry resource is already in use on this cluster.");
    }
    const entry = newEntry(world, cluster, input);
    world.put(entry, "lagging");
    return { body: { accessEntry: entry.doc }, resource: entry.key };
  },
};

export const describeAccessEntry: Operation = {
  name: "DescribeAccessEntry",
  method: "GET",
  path: ["clusters", ":cluster", "access-entries", ":principalArn"],
  access: "read",
  takesToken: false,
  run(world, call) {
    seenCluster(world, call);
    return { body: { accessEntry: seenEntry(world, call).doc } };
  },
};

export const listAccessEntries: Operation = {
  name: "ListAccessEntries",
  method: "GET",
  path: ["clusters", ":cluster", "access-entries"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const policy = call.query.get("associatedPolicyArn");
    const entries = seenAll(world, call, "access-entry").filter(
      ({ inner }) => policy === null || inner.policies.some(({ policyArn }) => policyArn === policy),
    );
    const page = pageOf(entries, pageAsked(call), ({ name }) => name);
    return { body: listBody("accessEntries", page, ({ name }) => name) };
  },
};

export const updateAccessEntry: Operation = {
  name: "UpdateAccessEntry",
  method: "POST",
  path: ["clusters", ":cluster", "access-entries", ":principalArn"],
  access: "write",
  takesToken: true,
  run(world, call) {
    const input = bodyOf(UpdateBody, call);
    entriesCluster(world, call);
    seenEntry(world, call);
    const entry = entryOf(world, call);
    const { kubernetesGroups = entry.doc.kubernetesGroups, username = entry.doc.username } = input;
    if (input.kubernetesGroups !== undefined || input.username !== undefined) checkStandard(entry.doc.type);
    checkGroups(entry.doc.type, input.kubernetesGroups ?? []);
    const doc = { ...entry.doc, kubernetesGroups, username, modifiedAt: world.nowSeconds };
    world.put({ ...entry, doc }, "lagging");
    return { body: { accessEntry: doc }, resource: entry.key };
  },
};

export const deleteAccessEntry: Operation = {
  name: "DeleteAccessEntry",
  method: "DELETE",
  path: ["clusters", ":cluster", "access-entries", ":principalArn"],
  access: "write",
  takesToken: false,
  run(world, call) {
    entriesCluster(world, call);
    const entry = entryOf(world, call);
    world.remove(entry, "lagging");
    return { body: {}, resource: entry.key };
  },
};

/** The entry of the path as it is. @throws Refused when there is none. */
export function entryOf(world: World, call: Call): ResourceOf<"access-entry"> {
  const of = { cluster: label(call, "cluster"), name: label(call, "principalArn") };
  return world.store.find("access-entry", call.caller, of) ?? noEntry();
}

/** The entry of the path as a reader sees it. @throws Refused when that is nothing. */
export function seenEntry(world: World, call: Call): ResourceOf<"access-entry"> {
  return seenIn(world, call, { kind: "access-entry", name: label(call, "principalArn") }) ?? noEntry();
}

/** The cluster of the path, when access entries work in it and nothing is in the way. @throws Refused */
export function entriesCluster(world: World, call: Call): ResourceOf<"cluster"> {
  const cluster = unlockedCluster(world, call, "other");
  if (cluster.doc.accessConfig.authenticationMode !== "CONFIG_MAP") return cluster;
  throw invalidRequest(
    "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
  );
}

/** @throws Refused unless the type of an entry takes names. */
function checkStandard(type: string): void {
  if (type === "STANDARD") return;
  throw invalidRequest('This operation can only be performed on Access Entries with a type of "STANDARD".');
}

/** @throws Refused unless the type of an entry takes policies. */
export function checkTakesPolicies(type: string): void {
  if (type !== "EC2") checkStandard(type);
}

function checkGroups(type: string, groups: readonly string[]): void {
  if (groups.length > 0) checkStandard(type);
  const reserved = groups.find((group) => group.startsWith("system:"));
  if (reserved !== undefined) {
    throw invalidParameter(`The kubernetes group name ${reserved} is invalid, it cannot start with system:`);
  }
}

function noEntry(): never {
  throw notFound(
    "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
  );
}
