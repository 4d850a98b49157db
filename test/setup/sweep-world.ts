import { simulatedDriver } from "../../activities/components/simulated/driver.ts";
import type { Driver } from "../../activities/components/driver.ts";
import type { DriftLook, DriftPage, DriftWatch } from "../../activities/components/drift-watch.ts";
import { createPaces } from "../../activities/sweeps/pace.ts";
import { SWEEP_LIMITS, type SweepLimits } from "../../activities/sweeps/sweep-limits.ts";
import { sweepPart } from "../../activities/sweeps/sweep-part.ts";
import type { SweepPartEnd, SweepCursor } from "../../activities/sweeps/sweep-part-types.ts";
import type { SweepPorts } from "../../activities/sweeps/sweep-ports.ts";
import { hashFields } from "../../domain/drift/baseline.ts";
import type { Json } from "../../domain/schema/json.ts";
import { digestJson } from "../../workers/digest.ts";
import { type MemorySweepRecords, memorySweepRecords, type MemorySweepTarget } from "./memory-sweep-records.ts";

/** What is there, by component uid. */
export type There = Map<string, DriftLook>;

/** Components in memory, two kinds that look at them, and records. */
export interface SweepWorld {
  readonly records: MemorySweepRecords;
  readonly there: There;
  readonly ports: SweepPorts;
  /** Of what is there, what no listing shows. */
  readonly unlisted: Set<string>;
  /** Lines that were reported. */
  readonly lines: string[];
  /** What the next listings do instead of answering. */
  readonly listings: (Error | "hang")[];
  /** Called before a look at one component; may throw. */
  onLook: (uid: string, signal: AbortSignal) => Promise<void>;
  /** Called before a page is answered. */
  onList: (after: string | undefined) => Promise<void>;
  readonly mostAtOnce: { now: number; most: number };
  part(cursor?: SweepCursor, part?: number): Promise<SweepPartEnd>;
  /** Parts until there is no cursor any more. */
  all(): Promise<readonly SweepPartEnd[]>;
}

/** What a test may choose. */
export interface SweepWorldOptions {
  /** Kind of every component: `listed` in pages, `single` one by one. */
  readonly kind?: "listed" | "single";
  readonly count: number;
  readonly pageSize?: number;
  readonly limits?: Partial<SweepLimits>;
  readonly hasCheck?: boolean;
  readonly version?: number;
}

/** The fields of a component that is as wanted. */
export const FIELDS = { "config.size": "small", "config.key": "hunter2", "cloud.zone": "a" };

/** Uid of a component, by its number. */
export const uidOf = (number: number): string => `c${String(number).padStart(6, "0")}`;

/** A place with so many components, all of them as wanted. */
export function sweepWorld(options: SweepWorldOptions): SweepWorld {
  const { kind = "listed", count, pageSize = 10, limits = {} } = options;
  const targets = Array.from({ length: count }, (_, number) => target(uidOf(number), kind));
  const there: There = new Map(
    targets.map(({ componentUid }) => [componentUid, { state: "seen", fields: { ...FIELDS } }]),
  );
  const records = memorySweepRecords(targets);
  const lines: string[] = [];
  const world: SweepWorld = {
    records,
    there,
    unlisted: new Set(),
    lines,
    listings: [],
    onLook: async () => undefined,
    onList: async () => undefined,
    mostAtOnce: { now: 0, most: 0 },
    ports: {
      records,
      drivers: new Map(),
      keyedHash: (value) => `hash of ${value}`,
      digest: digestJson,
      maskOf: async () => (text) => text.replaceAll("hunter2", "***"),
      now: () => performance.now(),
      turn: async () => undefined,
      paceOf: createPaces(),
      report: (line) => void lines.push(line),
      limits: { ...SWEEP_LIMITS, ...limits },
    },
    part: async (cursor, part = 0) =>
      await sweepPart(
        world.ports,
        { sweepId: "sw-1", part, ...PLACE, ...(cursor === undefined ? {} : { cursor }) },
        new AbortController().signal,
      ),
    async all() {
      const ends: SweepPartEnd[] = [];
      let cursor: SweepCursor | undefined;
      do {
        const end = await world.part(cursor, ends.length);
        ends.push(end);
        cursor = end.cursor;
      } while (cursor !== undefined);
      return ends;
    },
  };
  const drivers = new Map([
    ["listed", driver("listed", { ...singleWatch(world, options), lookAtMany: lister(world, pageSize) }, options)],
    ["single", driver("single", singleWatch(world, options), options)],
  ]);
  return Object.assign(world, { ports: { ...world.ports, drivers } });
}

const PLACE = { cell: "local", account: "a1", region: "r1" };

function target(componentUid: string, kind: string): MemorySweepTarget {
  const fields = { ...FIELDS, "config.key": { secret: 'hash of "hunter2"' } };
  return {
    componentUid,
    environmentUid: "e",
    kind,
    incarnation: 1,
    epoch: 1,
    isBusy: false,
    hash: hashFields(fields, digestJson),
    secretPaths: ["config.key"],
    version: 1,
    mustLearn: false,
    hasFinding: false,
    baseline: { fields, learned: ["cloud.zone"], version: 1, project: "shop", componentUids: [componentUid] },
  };
}

function driver(kind: string, drift: DriftWatch, { hasCheck = false }: SweepWorldOptions): Driver {
  const check = hasCheck ? { check: async () => ({ state: "alive" }) as const } : {};
  return { ...simulatedDriver({ cloudUrl: new URL("http://127.0.0.1:9"), fetch }), kind, drift, ...check };
}

function singleWatch(world: SweepWorld, { version = 1 }: SweepWorldOptions): DriftWatch {
  return {
    version,
    stated: async () => ({}),
    isPublic: (path) => path === "config.copy" || path.startsWith("cloud."),
    revertOf: (path) => (path.startsWith("cloud.") ? "none" : "update"),
    async look({ id }, signal) {
      world.mostAtOnce.now += 1;
      world.mostAtOnce.most = Math.max(world.mostAtOnce.most, world.mostAtOnce.now);
      try {
        await world.onLook(id.componentUid, signal);
        return world.there.get(id.componentUid) ?? { state: "absent", reason: "nothing is there" };
      } finally {
        world.mostAtOnce.now -= 1;
      }
    },
  };
}

function lister(world: SweepWorld, pageSize: number): NonNullable<DriftWatch["lookAtMany"]> {
  return async ({ after }): Promise<DriftPage> => {
    await world.onList(after);
    const scripted = world.listings.shift();
    if (scripted === "hang") return await new Promise(() => undefined);
    if (scripted !== undefined) throw scripted;
    const uids = [...world.there.keys()]
      .filter((uid) => !world.unlisted.has(uid) && (after === undefined || uid > after))
      .toSorted();
    const page = uids.slice(0, pageSize);
    const items = page.map((componentUid) => ({
      componentUid,
      environmentUid: "e",
      incarnation: 1,
      look: world.there.get(componentUid) ?? { state: "changing" as const },
    }));
    const upTo = page.at(-1);
    return { items, calls: 1, ...(uids.length > pageSize && upTo !== undefined ? { upTo } : {}) };
  };
}

/** What is seen of a component whose fields were changed so. */
export function changed(fields: Readonly<Record<string, Json>>): DriftLook {
  return { state: "seen", fields: { ...FIELDS, ...fields } };
}
