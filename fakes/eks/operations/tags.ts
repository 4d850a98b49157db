import { z } from "zod";
import { label, seenAt } from "../call.ts";
import type { Call, Operation } from "../call.ts";
import { Refused } from "../refused.ts";
import { KINDS } from "../resource.ts";
import type { Resource } from "../resource.ts";
import type { Tags } from "../shapes.ts";
import type { World } from "../world.ts";

const TAGS_MAX = 50;
const Body = z.looseObject({ tags: z.record(z.string().min(1).max(128), z.string().max(256)) });

type Tagged = Exclude<Resource, { kind: "update" }>;

export const tagResource: Operation = {
  name: "TagResource",
  method: "POST",
  path: ["tags", ":resourceArn"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const parsed = Body.safeParse(call.body);
    if (!parsed.success) throw new Refused("BadRequestException", "The tags are not valid.");
    const resource = taggedOf(world, call);
    const tags = { ...resource.doc.tags, ...parsed.data.tags };
    if (Object.keys(tags).length > TAGS_MAX) {
      throw new Refused("BadRequestException", `A resource can have at most ${TAGS_MAX} tags.`);
    }
    return putTags(world, resource, tags);
  },
};

export const untagResource: Operation = {
  name: "UntagResource",
  method: "DELETE",
  path: ["tags", ":resourceArn"],
  access: "write",
  takesToken: false,
  run(world, call) {
    const keys = call.query.getAll("tagKeys");
    if (keys.length === 0) throw new Refused("BadRequestException", "tagKeys is required.");
    const resource = taggedOf(world, call);
    const kept = Object.entries(resource.doc.tags).filter(([key]) => !keys.includes(key));
    return putTags(world, resource, Object.fromEntries(kept));
  },
};

export const listTagsForResource: Operation = {
  name: "ListTagsForResource",
  method: "GET",
  path: ["tags", ":resourceArn"],
  access: "read",
  takesToken: false,
  run(world, call) {
    const { kind, key } = taggedOf(world, call);
    const seen = world.store.visible({ kind, key }, seenAt(world, call));
    return { body: { tags: (seen ?? noResource(label(call, "resourceArn"))).doc.tags } };
  },
};

function putTags(world: World, resource: Tagged, tags: Tags) {
  const isSame = JSON.stringify(tags) === JSON.stringify(resource.doc.tags);
  if (isSame) return { body: {} };
  // The doc keeps its kind: only the tags change.
  const tagged = { ...resource, doc: { ...resource.doc, tags } };
  world.put(tagged as Tagged, "lagging");
  return { body: {}, resource: resource.key };
}

function taggedOf({ store }: World, call: Call): Tagged {
  const arn = label(call, "resourceArn");
  const [, , service, region = "", account = "", path = ""] = arn.split(":");
  const cluster = path.split("/")[1] ?? "";
  if (service !== "eks") throw new Refused("BadRequestException", `Invalid resource ARN: ${arn}`);
  if (region !== call.caller.region || account !== call.caller.account) noResource(arn);
  for (const kind of KINDS) {
    for (const found of store.list(kind, call.caller, cluster)) {
      if (found.kind !== "update" && arnOf(found) === arn) return found;
    }
  }
  return noResource(arn);
}

function arnOf(resource: Tagged): string {
  if (resource.kind === "cluster") return resource.doc.arn;
  if (resource.kind === "nodegroup") return resource.doc.nodegroupArn;
  if (resource.kind === "addon") return resource.doc.addonArn;
  if (resource.kind === "access-entry") return resource.doc.accessEntryArn;
  if (resource.kind === "association") return resource.doc.associationArn;
  return resource.doc.fargateProfileArn;
}

function noResource(arn: string): never {
  throw new Refused("NotFoundException", `Resource not found for ARN: ${arn}`);
}
