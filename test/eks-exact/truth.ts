import type { FakeEks } from "../fakes/start-fake-eks.ts";

/** A call that the simulator answered, or refused. */
export interface TrueCall {
  readonly seq: number;
  readonly operation: string;
  /**
   * `new` had an effect, `replay` joined an earlier one by its token, `repeat` has no token and changed nothing; else the name
   * of a refusal.
   */
  readonly outcome: string;
  /** `project/environment/component` of what it is about, by its tags; absent for what is not ours. */
  readonly owner?: string;
  readonly resource: string;
}

/** A resource as it is. */
export interface TrueResource {
  readonly key: string;
  readonly kind: string;
  readonly doc: Readonly<Record<string, unknown>>;
  readonly inner: Readonly<Record<string, unknown>>;
  readonly owner?: string;
  readonly componentUid?: string;
  readonly incarnation?: number;
}

/** What really happened, and what there is, whatever Holdfast believes. */
export interface Truth {
  readonly calls: readonly TrueCall[];
  readonly resources: readonly TrueResource[];
  /** How often each fault hit a call. */
  readonly faults: ReadonlyMap<string, number>;
  /** What the simulator finds wrong with its own log. */
  readonly problems: readonly string[];
}

interface Held {
  readonly key: string;
  readonly kind: string;
  readonly doc: Readonly<Record<string, unknown>>;
  readonly inner: Readonly<Record<string, unknown>>;
}

interface Line {
  readonly seq: number;
  readonly kind: string;
  readonly cause?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly resource?: string;
  readonly token?: string;
  readonly detail?: { readonly injected?: string };
  readonly writes: readonly { readonly to: string; readonly key: string; readonly value: unknown }[];
}

/** Updates are no things that stay. */
const PASSING = "update";

/** Reads all of it since the simulator began anew. */
export async function readTruth(eks: FakeEks): Promise<Truth> {
  const lines = (await eks.log("writes=true")) as unknown as readonly Line[];
  const { resources } = (await eks.sim("GET", "/state")) as unknown as { readonly resources: readonly Held[] };
  const { problems } = (await eks.sim("GET", "/check")) as unknown as { readonly problems: readonly string[] };
  const faults = new Map<string, number>();
  for (const { kind, detail } of lines) {
    if (kind !== "fault" || detail?.injected === undefined) continue;
    faults.set(detail.injected, (faults.get(detail.injected) ?? 0) + 1);
  }
  const held = resources.filter(({ kind }) => kind !== PASSING);
  return { calls: callsOf(lines), resources: held.map((one) => ({ ...one, ...ownerOf(one) })), faults, problems };
}

function callsOf(lines: readonly Line[]): readonly TrueCall[] {
  const heldByKey = new Map<string, Held>();
  const calls: TrueCall[] = [];
  for (const { seq, kind, cause, operation = "", outcome = "", resource = "", token, writes } of lines) {
    const before = heldByKey.get(resource);
    for (const { to, key, value } of writes) {
      if (to !== "resource") continue;
      if (value === null) heldByKey.delete(key);
      else heldByKey.set(key, value as Held);
    }
    if (cause !== "api" || (kind !== "effect" && kind !== "refused")) continue;
    const after = heldByKey.get(resource);
    const isSame =
      outcome === "unchanged" ||
      (outcome === "new" && token === undefined && withoutTimes(before) === withoutTimes(after));
    const { owner } = ownerOf(after ?? before);
    calls.push({
      seq,
      operation,
      outcome: isSame ? "repeat" : outcome,
      resource,
      ...(owner === undefined ? {} : { owner }),
    });
  }
  return calls;
}

function ownerOf(held: Held | undefined): Pick<TrueResource, "owner" | "componentUid" | "incarnation"> {
  const tags = (held?.doc["tags"] ?? {}) as Readonly<Record<string, string>>;
  const { "holdfast:name": owner, "holdfast:component": componentUid, "holdfast:incarnation": incarnation } = tags;
  if (owner === undefined || componentUid === undefined) return {};
  return { owner, componentUid, incarnation: Number(incarnation) };
}

function withoutTimes(held: Held | undefined): string {
  return JSON.stringify(held ?? null, (name, value: unknown) =>
    /^(modifiedAt|associatedAt)$/.test(name) ? undefined : value,
  );
}
