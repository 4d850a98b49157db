import { sha256 } from "./digest.ts";

/** State of a resource. `ready` and `failed` are terminal: they last until somebody changes the resource. */
export type ResourceState = "creating" | "updating" | "deleting" | "ready" | "failed";

/** How a change ends when its time is up: in a state, or with the resource gone. */
export interface ResourceEnd {
  /** Epoch milliseconds; null when it never ends. */
  readonly at: number | null;
  readonly state: "ready" | "failed" | "absent";
}

/** One resource as the cloud knows it. Never changed in place, so that an older one can be shown as a stale read. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly state: ResourceState;
  /** Why it failed; only there when it did. */
  readonly reason?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
  /** Secret output, another one for each creation of the same id. */
  readonly token: string;
  /** Typical cloud seconds: of a creation that starts over, and of a deletion. */
  readonly seconds: number;
  readonly deleteSeconds: number;
  /** Whether it was ready at least once, so that a repair of it is an update. */
  readonly isBuilt: boolean;
  readonly operationId: string;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Only there while it changes. */
  readonly end?: ResourceEnd;
}

/** Whether the resource stays as it is until somebody changes it. */
export function isTerminal({ state }: Resource): boolean {
  return state === "ready" || state === "failed";
}

/** The resource after the change it is in, which ended at `end.at`; undefined when the change removed it. */
export function endChange({ end, ...resource }: Resource, nowMs: number): Resource | undefined {
  if (end === undefined) return resource;
  const changedAt = end.at ?? nowMs;
  if (end.state === "absent") return undefined;
  if (end.state === "ready") return { ...resource, state: "ready", isBuilt: true, changedAt };
  return {
    ...resource,
    state: "failed",
    reason: `the cloud gave up while ${resource.state} "${resource.id}"`,
    changedAt,
  };
}

/** The secret output of a resource that was created under an idempotency key. */
export function secretToken(id: string, key: string): string {
  return `token-${sha256(`${id}\0${key}`).slice(0, 32)}`;
}

/** A resource as a listing shows it. */
export interface ResourceSummary {
  readonly id: string;
  readonly type: string;
  readonly state: ResourceState;
  readonly reason?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly outputs: { readonly url: string; readonly id: string };
  readonly createdAt: number;
  readonly changedAt: number;
}

/** The public face of a resource, without its secret outputs. */
export function toSummary(resource: Resource): ResourceSummary {
  const { id, type, state, reason, properties, tags, createdAt, changedAt } = resource;
  const outputs = { url: `https://cloud.example/${encodeURIComponent(id)}`, id };
  const summary = { id, type, state, properties, tags, outputs, createdAt, changedAt };
  return reason === undefined ? summary : { ...summary, reason };
}

/** The answer to a read of one resource: its summary and its secret outputs. */
export function toAnswer(resource: Resource): ResourceSummary & { readonly secretOutputs: { readonly token: string } } {
  return { ...toSummary(resource), secretOutputs: { token: resource.token } };
}
