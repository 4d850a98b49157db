import type { Catalogue } from "./catalogue.ts";
import type { Draw, Range } from "./draw.ts";
import type { DurationName } from "./durations.ts";
import { keyOf } from "./resource.ts";
import type { Kind, Place, Resource } from "./resource.ts";
import type { Settings } from "./settings.ts";
import type { KeptAnswer, Store, Write } from "./store.ts";
import type { Timer } from "./timers.ts";

/** What a new timer needs. */
export type TimerOf = Pick<Timer, "verb" | "ending"> & {
  readonly seconds: number;
  readonly isHeld?: boolean;
  readonly data?: Timer["data"];
};

/** The simulated EKS as operations and transitions see it. What they change in it becomes one line of the log. */
export interface World {
  readonly store: Store;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly draw: Draw;
  /** The simulated instant that is being worked on, in ms. */
  readonly nowMs: number;
  /** The same in epoch seconds, as the API shows it. */
  readonly nowSeconds: number;
  /** `lagging` lets readers see what was before for a while: for what callers do, not for what happens by itself. */
  put(resource: Resource, visibility?: "lagging"): void;
  remove(resource: Resource, visibility?: "lagging"): void;
  schedule(resource: Resource, timer: TimerOf): void;
  cancelTimers(resource: Resource): void;
  keepAnswer(key: string, answer: KeptAnswer): void;
  /** Counts up from 1. */
  nextCount(key: string): number;
  /** Key, name and incarnation of a resource that begins to exist. */
  identify(place: Place, kind: Kind, of: { cluster: string; name: string }): Identity;
  /** Seconds that something takes for a resource; `ordinal` tells repetitions apart. */
  takes(name: DurationName, incarnation: string, ordinal?: number): number;
}

export interface Identity extends Place {
  readonly key: string;
  readonly cluster: string;
  readonly name: string;
  readonly incarnation: string;
}

/** What a world is made of; `write` applies to the store, and collects for the log. */
export interface WorldParts {
  readonly store: Store;
  settings(): Settings;
  catalogue(): Catalogue;
  draw(): Draw;
  nowMs(): number;
  write(change: Write): void;
}

export function worldOf({ store, settings, catalogue, draw, nowMs, write }: WorldParts): World {
  function lagMs({ kind, incarnation }: Resource): number {
    const fraction = draw().fraction({ incarnation, event: "lag" });
    return Math.floor(settings().lag[kind] * 1000 * fraction);
  }

  function writeResource(resource: Resource, value: Resource | null, visibility: "lagging" | undefined): void {
    const at = nowMs();
    const wanted = at + (visibility === "lagging" ? lagMs(resource) : 0);
    // Nobody sees a newer version before an older one.
    const visibleAt = Math.max(wanted, store.visibleAt(resource.key));
    write({ to: "resource", key: resource.key, value, at, visibleAt });
  }

  const world: World = {
    store,
    get settings() {
      return settings();
    },
    get catalogue() {
      return catalogue();
    },
    get draw() {
      return draw();
    },
    get nowMs() {
      return nowMs();
    },
    get nowSeconds() {
      return nowMs() / 1000;
    },
    put: (resource, visibility) => writeResource(resource, resource, visibility),
    remove(resource, visibility) {
      world.cancelTimers(resource);
      writeResource(resource, null, visibility);
      const fraction = draw().fraction({ incarnation: resource.incarnation, event: "grave" });
      const seconds = settings().deletedNameSeconds * fraction;
      if (seconds > 0) write({ to: "grave", key: resource.key, value: nowMs() + Math.floor(seconds * 1000) });
    },
    schedule({ key, incarnation }, { verb, ending, seconds, isHeld = false, data = {} }) {
      const seq = store.timers.lastSeq() + 1;
      const at = nowMs() + Math.round(seconds * 1000);
      const timer = { seq, at, isHeld, resource: key, incarnation, verb, ending, data };
      write({ to: "timer", key: String(seq), value: timer });
    },
    cancelTimers({ key }) {
      for (const { seq } of store.timers.of(key)) write({ to: "timer", key: String(seq), value: null });
    },
    keepAnswer: (key, value) => write({ to: "token", key, value }),
    nextCount(key) {
      const value = store.count(key) + 1;
      write({ to: "count", key, value });
      return value;
    },
    identify({ account, region }, kind, of) {
      const key = keyOf({ account, region }, kind, of);
      return { account, region, key, ...of, incarnation: `${key}#${world.nextCount(key)}` };
    },
    takes: (name, incarnation, ordinal = 0) =>
      draw().seconds({ incarnation, event: name, ordinal }, settings().durations[name] satisfies Range),
  };
  return world;
}
