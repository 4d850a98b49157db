import { folderOf, keyOf } from "./resource.ts";
import type { Kind, Place, Resource, ResourceOf } from "./resource.ts";
import { timerQueue } from "./timers.ts";
import type { Timer, Timers } from "./timers.ts";

/** An answer that is kept under an idempotency token. */
export interface KeptAnswer {
  readonly paramsHash: string;
  readonly body: unknown;
  /** Simulated ms. */
  readonly at: number;
  readonly resource: string;
  readonly incarnation: string;
}

/** One write. All state is the writes of the log, in order. */
export type Write =
  | {
      readonly to: "resource";
      readonly key: string;
      readonly value: Resource | null;
      /** Simulated ms of the write, and from which on readers see it. */
      readonly at: number;
      readonly visibleAt: number;
    }
  | { readonly to: "timer"; readonly key: string; readonly value: Timer | null }
  | { readonly to: "token"; readonly key: string; readonly value: KeptAnswer }
  | { readonly to: "count"; readonly key: string; readonly value: number }
  /** Until when a deleted name cannot be used. */
  | { readonly to: "grave"; readonly key: string; readonly value: number };

// How far back a stale read can look.
const SEEN_BACK_MS = 600_000;

interface Version {
  readonly value: Resource | undefined;
  /** Simulated ms from which on readers see it. */
  readonly visibleAt: number;
}

/** All that the simulator knows, as it is and as readers see it. */
export interface Store {
  readonly timers: Timers;
  /** Answers how to take it back. */
  apply(write: Write): () => void;
  find<K extends Kind>(kind: K, place: Place, of: { cluster: string; name: string }): ResourceOf<K> | undefined;
  get(key: string): Resource | undefined;
  /** All of one kind in a cluster, or for clusters in a place. */
  list<K extends Kind>(kind: K, place: Place, cluster: string): readonly ResourceOf<K>[];
  /** What a reader sees of it at an instant. */
  visible<K extends Kind>(resource: { kind: K; key: string }, now: number): ResourceOf<K> | undefined;
  visibleList<K extends Kind>(
    kind: K,
    folder: { place: Place; cluster: string },
    now: number,
  ): readonly ResourceOf<K>[];
  /** When the last write of it becomes visible; 0 when there is none. */
  visibleAt(key: string): number;
  token(key: string): KeptAnswer | undefined;
  count(key: string): number;
  graveUntil(key: string): number;
  all(): readonly Resource[];
}

export function emptyStore(): Store {
  const histories = new Map<string, readonly Version[]>();
  const folders = new Map<string, Set<string>>();
  const timers = timerQueue();
  const tokens = new Map<string, KeptAnswer>();
  const counts = new Map<string, number>();
  const graves = new Map<string, number>();

  function current(key: string): Resource | undefined {
    return histories.get(key)?.at(-1)?.value;
  }

  function seen(key: string, now: number): Resource | undefined {
    return histories.get(key)?.findLast(({ visibleAt }) => visibleAt <= now)?.value;
  }

  function write({ key, value, at, visibleAt }: Write & { to: "resource" }): () => void {
    const history = histories.get(key) ?? [];
    const folder = folderOfKey(value, current(key), key);
    const siblings = folders.get(folder) ?? new Set<string>();
    folders.set(folder, siblings.add(key));
    const kept = history.findLastIndex((version) => version.visibleAt <= at - SEEN_BACK_MS);
    histories.set(key, [...history.slice(Math.max(kept, 0)), { value: value ?? undefined, visibleAt }]);
    return () => void histories.set(key, history);
  }

  function writeTimer(key: string, value: Timer | null): () => void {
    const before = timers.get(Number(key));
    if (value === null) timers.remove(Number(key));
    else timers.add(value);
    return () => {
      timers.remove(Number(key));
      if (before !== undefined) timers.add(before);
    };
  }

  function folderKeys(folder: string): readonly string[] {
    return [...(folders.get(folder) ?? [])];
  }

  return {
    timers,
    apply(change) {
      if (change.to === "resource") return write(change);
      if (change.to === "timer") return writeTimer(change.key, change.value);
      if (change.to === "token") return put(tokens, change.key, change.value);
      return put(change.to === "count" ? counts : graves, change.key, change.value);
    },
    find: <K extends Kind>(kind: K, place: Place, of: { cluster: string; name: string }) =>
      ofKind(kind, current(keyOf(place, kind, of))),
    get: current,
    list: <K extends Kind>(kind: K, place: Place, cluster: string) =>
      folderKeys(folderOf(place, kind, cluster)).flatMap((key) => ofKind(kind, current(key)) ?? []),
    visible: <K extends Kind>({ kind, key }: { kind: K; key: string }, now: number) => ofKind(kind, seen(key, now)),
    visibleList: <K extends Kind>(kind: K, { place, cluster }: { place: Place; cluster: string }, now: number) =>
      folderKeys(folderOf(place, kind, cluster)).flatMap((key) => ofKind(kind, seen(key, now)) ?? []),
    visibleAt: (key) => histories.get(key)?.at(-1)?.visibleAt ?? 0,
    token: (key) => tokens.get(key),
    count: (key) => counts.get(key) ?? 0,
    graveUntil: (key) => graves.get(key) ?? 0,
    all: () => [...histories.keys()].flatMap((key) => current(key) ?? []),
  };
}

function put<T>(into: Map<string, T>, key: string, value: T): () => void {
  const before = into.get(key);
  into.set(key, value);
  return () => void (before === undefined ? into.delete(key) : into.set(key, before));
}

// The kind is part of the key, so a resource under a key is of that kind.
function ofKind<K extends Kind>(kind: K, resource: Resource | undefined): ResourceOf<K> | undefined {
  return resource?.kind === kind ? (resource as ResourceOf<K>) : undefined;
}

function folderOfKey(value: Resource | null, before: Resource | undefined, key: string): string {
  const resource = value ?? before;
  return resource === undefined ? key : folderOf(resource, resource.kind, resource.cluster);
}
