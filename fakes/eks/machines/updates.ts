import type { Override } from "../fault-schema.ts";
import { keyOf } from "../resource.ts";
import type { Resource, ResourceOf } from "../resource.ts";
import type { UpdateDoc, UpdateError } from "../shapes.ts";
import type { World } from "../world.ts";
import { scheduleCourse } from "./transition.ts";
import type { Failure } from "./transition.ts";

/** An update that is to begin. */
export interface UpdateOf {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly seconds: number;
  readonly failSeconds: number;
  readonly override: Override | undefined;
  /** Members of the shape that change when it succeeds. */
  readonly patch: Readonly<Record<string, unknown>>;
  readonly failure?: Failure;
  /** Of an add-on: what somebody changed in it stays changed. */
  readonly keepsEdits?: boolean;
}

type Target = ResourceOf<"cluster"> | ResourceOf<"nodegroup"> | ResourceOf<"addon">;

/** Numbers the updates of one incarnation, from 1. Take it before drawing how long the update takes. */
export function nextUpdate(world: World, target: Target): number {
  return world.nextCount(`updates/${target.incarnation}`);
}

/** Begins an update of a cluster, node group or add-on, whose status the caller sets. Answers the update. */
export function beginUpdate(
  world: World,
  target: Target,
  { ordinal, ...of }: UpdateOf & { ordinal: number },
): UpdateDoc {
  const id = world.draw.uuid({ incarnation: target.incarnation, event: "update", ordinal });
  const params = Object.entries(of.params).map(([type, value]) => ({ type, value: asText(value) }));
  const createdAt = world.nowSeconds;
  const doc: UpdateDoc = { id, status: "InProgress", type: of.type, params, createdAt, errors: [] };
  const identity = world.identify(target, "update", { cluster: target.cluster, name: id });
  const inner = { target: target.incarnation };
  world.put({ ...identity, kind: "update", doc, inner }, "lagging");
  scheduleCourse(world, target, {
    verb: "update",
    seconds: of.seconds,
    failSeconds: of.failSeconds,
    override: of.override,
    data: { updateId: id, type: of.type, patch: of.patch, keepsEdits: of.keepsEdits ?? false },
    ...(of.failure === undefined ? {} : { failure: of.failure }),
  });
  return doc;
}

/** Ends an update: successful, or with the failure. */
export function endUpdate(world: World, target: Resource, end: { id: string; failure?: Failure }): void {
  const key = keyOf(target, "update", { cluster: target.cluster, name: end.id });
  const update = world.store.get(key);
  if (update?.kind !== "update") return;
  const status = end.failure === undefined ? "Successful" : "Failed";
  const errors = end.failure === undefined ? [] : [errorOf(end.failure)];
  world.put({ ...update, doc: { ...update.doc, status, errors } });
}

function errorOf({ code, message, resourceIds }: Failure): UpdateError {
  return { errorCode: code, errorMessage: message, resourceIds };
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
