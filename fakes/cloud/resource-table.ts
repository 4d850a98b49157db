import { changeWaiters } from "./change-waiters.ts";
import type { ListQuery } from "./schema.ts";
import { placedIds } from "./placed-ids.ts";
import { endChange, isTerminal } from "./resource.ts";
import type { Place, Resource, ResourceState } from "./resource.ts";

const PAGE_SIZE_MAX = 100;
const TIMER_MS_MAX = 2 ** 31 - 1;

/** One change of state, as it is pushed. */
export interface StateChange {
  readonly id: string;
  readonly type: string;
  /** `absent`: the resource is gone. */
  readonly state: ResourceState | "absent";
  readonly reason?: string;
  readonly changedAt: number;
}

/** What to list, and where: a place that names no account or region takes all of them. `after` is exclusive. */
export interface Listing extends Pick<ListQuery, "prefix" | "limit"> {
  readonly type?: string | undefined;
  readonly tagged?: string | undefined;
  readonly after?: string;
  readonly place?: Partial<Place>;
}

/** One page of a listing. `next` is absent on the last one. */
export interface Page {
  readonly items: readonly Resource[];
  readonly next?: string;
}

/** What stands in the cloud now. It ends changes when their time is up and tells who waits. */
export interface ResourceTable {
  get(id: string): Resource | undefined;
  /** The resource as it was before its last change; undefined when it did not exist. */
  before(id: string): Resource | undefined;
  /** Puts a resource in place, or removes it with undefined. Nobody is told before `announce`. */
  set(id: string, resource: Resource | undefined): void;
  /** Tells who waits for the id, and starts the clock of the change it is in. */
  announce(id: string): void;
  /** Resolves when the id is terminal, absent or changed, after `waitMs`, or when `closed` fires. */
  wait(id: string, waitMs: number, closed: AbortSignal): Promise<void>;
  list(listing: Listing): Page;
  /** Puts many ready resources in place; those whose ids are there stay as they are. Answers how many were put. */
  fill(resources: readonly Resource[]): number;
  /** Calls `listener` for each change of state until the answer is called. */
  watch(listener: (change: StateChange) => void): () => void;
  all(): Iterable<Resource>;
  waiting(): number;
  watching(): number;
}

/** A table that holds the resources given, with the changes they are in going on by wall-clock time. */
export function resourceTable(initial: ReadonlyMap<string, Resource>): ResourceTable {
  const resources = new Map(initial);
  const ids = placedIds();
  ids.add([...resources.values()]);
  const previous = new Map<string, Resource | undefined>();
  const timers = new Map<string, NodeJS.Timeout>();
  const listeners = new Set<(change: StateChange) => void>();
  const waiters = changeWaiters();

  function set(id: string, resource: Resource | undefined): void {
    const before = resources.get(id);
    previous.set(id, before);
    if (resource === undefined) {
      resources.delete(id);
      if (before !== undefined) ids.remove(before);
      return;
    }
    resources.set(id, resource);
    // A resource stays where it was made.
    if (before === undefined) ids.add([resource]);
  }

  function armTimer(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
    const at = resources.get(id)?.end?.at;
    if (at === undefined || at === null) return;
    // Longer timers would fire at once; this one looks again.
    timers.set(
      id,
      setTimeout(() => endIfDue(id), Math.min(Math.max(at - Date.now(), 0), TIMER_MS_MAX)),
    );
  }

  function endIfDue(id: string): void {
    const resource = resources.get(id);
    const at = resource?.end?.at;
    // A timer may fire a little before the clock says so.
    if (resource === undefined || at === undefined || at === null || at > Date.now()) return armTimer(id);
    set(id, endChange(resource, at));
    announce(id);
  }

  function announce(id: string): void {
    armTimer(id);
    waiters.wake(id);
    if (listeners.size === 0) return;
    const change = toStateChange(id, resources.get(id), previous.get(id));
    for (const listener of listeners) listener(change);
  }

  for (const id of initial.keys()) endIfDue(id);

  return {
    get: (id) => resources.get(id),
    before: (id) => previous.get(id),
    set,
    announce,
    async wait(id, waitMs, closed) {
      const resource = resources.get(id);
      if (resource === undefined || isTerminal(resource) || waitMs === 0) return;
      await waiters.wait(id, waitMs, closed);
    },
    list({ prefix, type, tagged, limit, after = "", place = {} }) {
      const size = Math.min(limit, PAGE_SIZE_MAX);
      const items: Resource[] = [];
      for (const id of ids.from(place, prefix, after)) {
        const resource = resources.get(id);
        if (resource === undefined || (type !== undefined && resource.type !== type)) continue;
        if (tagged !== undefined && !Object.hasOwn(resource.tags, tagged)) continue;
        const last = items.at(-1);
        if (items.length === size && last !== undefined) return { items, next: last.id };
        items.push(resource);
      }
      return { items };
    },
    fill(added) {
      const fresh = added.filter(({ id }) => !resources.has(id));
      for (const resource of fresh) resources.set(resource.id, resource);
      ids.add(fresh);
      return fresh.length;
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    all: () => resources.values(),
    waiting: () => waiters.count(),
    watching: () => listeners.size,
  };
}

function toStateChange(id: string, now: Resource | undefined, before: Resource | undefined): StateChange {
  if (now === undefined) return { id, type: before?.type ?? "", state: "absent", changedAt: Date.now() };
  const { type, state, reason, changedAt } = now;
  const change = { id, type, state, changedAt };
  return reason === undefined ? change : { ...change, reason };
}
