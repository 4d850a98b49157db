import { sha256 } from "./digest.ts";

/** State of a resource. `ready` and `failed` are terminal: they last until somebody changes the resource. */
export type ResourceState = "creating" | "updating" | "deleting" | "ready" | "failed";

/** How a change ends when its time is up: in a state, or with the resource gone. */
export interface ResourceEnd {
  /** Epoch milliseconds; null when it never ends. */
  readonly at: number | null;
  readonly state: "ready" | "failed" | "absent";
}

/** Whose a resource is, and where. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Account and region of calls that name none. */
export const PLACE_DEFAULT = "local";

/** Who changed something behind the back of whoever made the resource, and when in epoch milliseconds. */
export interface OutsideChanger {
  readonly who: string;
  readonly at: number;
}

/** One resource as the cloud knows it. Never changed in place, so that an older one can be shown as a stale read. */
export interface Resource extends Place {
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
  /** What was changed from outside since the last change over the API, by property; tags, `type` and `state` besides. */
  readonly changedBy?: ChangedBy;
}

/** Changes from outside by what they changed: `properties.<name>`, `tags.<name>`, `type` or `state`. */
export type ChangedBy = Readonly<Record<string, OutsideChanger>>;

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
  readonly account: string;
  readonly region: string;
  readonly outputs: { readonly url: string; readonly id: string };
  readonly createdAt: number;
  readonly changedAt: number;
  readonly changedBy?: ChangedBy;
}

/** The public face of a resource, without its secret outputs. */
export function toSummary(resource: Resource): ResourceSummary {
  const { id, type, state, reason, properties, tags, account, region, createdAt, changedAt, changedBy } = resource;
  const outputs = { url: `https://cloud.example/${encodeURIComponent(id)}`, id };
  const summary = { id, type, state, properties, tags, account, region, outputs, createdAt, changedAt };
  return {
    ...summary,
    ...(reason === undefined ? {} : { reason }),
    ...(changedBy === undefined ? {} : { changedBy }),
  };
}

/** The answer to a read of one resource: its summary and its secret outputs. */
export function toAnswer(resource: Resource): ResourceSummary & { readonly secretOutputs: { readonly token: string } } {
  return { ...toSummary(resource), secretOutputs: { token: resource.token } };
}
