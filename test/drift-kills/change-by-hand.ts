import type { Random } from "../crash/random.ts";
import type { Cloud, OutsideChange } from "./cloud.ts";
import { PROPERTIES } from "./fleet.ts";
import type { ComponentRow } from "./truth.ts";

/** What is to become of one change. */
export type Fate =
  /** It is put back. */
  | "reverted"
  /** People say yes to putting it back. */
  | "approved"
  /** Somebody puts it right by hand while people are asked, and they say yes. */
  | "put right"
  /** People are told, and somebody puts it right by hand later. */
  | "told"
  /** Too much drifted at once: it is held, until somebody puts it right by hand. */
  | "held";

/** How a resource is changed. */
const KINDS = ["changed", "extra", "tag", "type", "failed", "removed"] as const;
type Kind = (typeof KINDS)[number];
/** Kinds that can be put right by hand. */
const GENTLE = ["changed", "extra", "tag"] as const satisfies readonly Kind[];
/** These look the same each time, and what comes back again and again is held. */
const ALIKE: readonly Kind[] = ["failed", "removed"];
const ALIKE_MAX = 2;

/** One change that was made: the truth that sweeps must find. */
export interface Injected {
  readonly component: ComponentRow;
  readonly fate: Fate;
  readonly kind: Kind;
  /** Where the finding is to say that it differs. */
  readonly path: string;
  /** The effect in the cloud's log. */
  readonly key: string;
  /** Round in which it was made, for people. */
  readonly round: string;
}

/** Changes resources, and remembers each change. */
export interface Hand {
  /** Changes one in a way that the random numbers choose. */
  change(component: ComponentRow, fate: Fate, round: string): Promise<Injected>;
  /** Puts one right again. */
  putRight(component: ComponentRow): Promise<void>;
  readonly injected: readonly Injected[];
  /** Keys of the effects that put something right. */
  readonly mended: ReadonlySet<string>;
}

/** A hand that works in this cloud. Everything there must be as wanted. */
export function handIn(cloud: Cloud, random: Random): Hand {
  const injected: Injected[] = [];
  const mended = new Set<string>();
  let serial = 0;

  async function tagsOf(id: string): Promise<Readonly<Record<string, unknown>>> {
    const found = await cloud.get(id);
    if (found === undefined) throw new Error(`"${id}" is not there to be changed`);
    return found.tags;
  }

  function choose({ uid }: ComponentRow, fate: Fate): Kind {
    if (fate !== "reverted") return random.pick(GENTLE);
    const kind = random.pick(KINDS);
    const same = injected.filter((one) => one.component.uid === uid && one.kind === kind).length;
    return ALIKE.includes(kind) && same >= ALIKE_MAX ? random.pick(GENTLE) : kind;
  }

  return {
    injected,
    mended,
    async change(component, fate, round) {
      const kind = choose(component, fate);
      const id = resourceIdOf(component);
      serial += 1;
      const { change, path } = planOf(kind, `by-hand-${serial}`, await tagsOf(id));
      const { key } = await cloud.change(id, change);
      const one = { component, fate, kind, path, key, round };
      injected.push(one);
      return one;
    },
    async putRight(component) {
      const id = resourceIdOf(component);
      const { note: _note, ...tags } = await tagsOf(id);
      const { key } = await cloud.change(id, { action: "set", properties: PROPERTIES, tags });
      mended.add(key);
    },
  };
}

/** The resource of a component's present life. */
export const resourceIdOf = ({ uid, incarnation }: Pick<ComponentRow, "uid" | "incarnation">): string =>
  `${uid}-i${incarnation}`;

function planOf(
  kind: Kind,
  marker: string,
  tags: Readonly<Record<string, unknown>>,
): { readonly change: OutsideChange; readonly path: string } {
  switch (kind) {
    case "changed":
      return {
        change: { action: "set", properties: { ...PROPERTIES, size: marker } },
        path: "config.properties.size",
      };
    case "extra":
      return {
        change: { action: "set", properties: { ...PROPERTIES, [marker]: true } },
        path: `config.properties.${marker}`,
      };
    case "tag":
      return { change: { action: "set", tags: { ...tags, note: marker } }, path: "tags.note" };
    case "type":
      return { change: { action: "set", type: marker }, path: "config.type" };
    case "failed":
      return { change: { action: "fail" }, path: "health" };
    case "removed":
      return { change: { action: "remove" }, path: "component" };
  }
}

/** Effects by which one change is put back, in their order; none where the product is to change nothing. */
export function effectsOf({ fate, kind }: Pick<Injected, "fate" | "kind">): readonly string[] {
  if (fate !== "reverted" && fate !== "approved") return [];
  if (kind === "type") return ["delete", "create"];
  return kind === "removed" ? ["create"] : ["update"];
}
