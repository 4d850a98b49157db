import { type Check, checkEach, groupBy } from "../crash/checks/check.ts";
import { ownerOf } from "../crash/truth/cloud-truth.ts";
import { effectsOf, type Injected, resourceIdOf } from "./change-by-hand.ts";
import { told } from "./check-findings.ts";
import type { CloudEffect, CloudResource } from "./cloud.ts";
import { PROPERTIES } from "./fleet.ts";
import type { ComponentRow } from "./truth.ts";

/** What the cloud says, and who has changed it by hand. */
export interface CloudRun {
  readonly effects: readonly CloudEffect[];
  /** Of the components that must be as wanted at the end. */
  readonly resources: ReadonlyMap<string, CloudResource>;
  readonly components: readonly ComponentRow[];
  readonly injected: readonly Injected[];
}

/** What the product did to one component from one change by hand up to the next. */
interface Stretch {
  readonly uid: string;
  /** Of the effect that begins it; absent for the beginning of all. */
  readonly key?: string;
  readonly calls: string[];
}

/** That each change was put back once where it was to be, by the cloud's own log, and nothing else was touched. */
export function checkEffects({ effects, resources, components, injected }: CloudRun): readonly Check[] {
  const stretches = stretchesOf(effects);
  const stretchByKey = new Map(stretches.map((one) => [one.key, one]));
  const keys = new Set(injected.map(({ key }) => key));
  const mustBePutBack = injected.filter((one) => effectsOf(one).length > 0);
  const mustBeLeft = injected.filter((one) => effectsOf(one).length === 0);
  const problemOf = (one: Injected) => {
    const calls = stretchByKey.get(one.key)?.calls.join(", ");
    const wanted = effectsOf(one).join(", ");
    return calls === wanted ? undefined : `${told(one)}: "${calls}" instead of "${wanted}"`;
  };
  const living = components.filter(({ uid }) => isAsWanted(uid, injected));
  return [
    checkEach("each change that is to be put back was put back once", mustBePutBack, problemOf),
    checkEach("what is not to be put back was left alone", mustBeLeft, problemOf),
    checkEach(
      "nothing else was touched",
      stretches.filter(({ key }) => key === undefined || !keys.has(key)),
      ({ uid, key, calls }) => {
        const wanted = key === undefined ? "create" : "";
        return calls.join(", ") === wanted ? undefined : `${uid} after ${key ?? "its beginning"}: ${calls.join(", ")}`;
      },
    ),
    checkEach("everything is as wanted in the end", living, (component) => {
      const resource = resources.get(resourceIdOf(component));
      const name = `${component.environment}/${component.name}`;
      if (resource?.state !== "ready" || resource.type !== "queue") return `${name}: ${JSON.stringify(resource)}`;
      const { properties, tags } = resource;
      const isSame = JSON.stringify(sorted(properties)) === JSON.stringify(sorted(PROPERTIES));
      return isSame && tags["note"] === undefined ? undefined : `${name}: ${JSON.stringify({ properties, tags })}`;
    }),
  ];
}

/** People were only told of the last change of some: these differ still. */
function isAsWanted(uid: string, injected: readonly Injected[]): boolean {
  return injected.findLast(({ component }) => component.uid === uid)?.fate !== "told";
}

function stretchesOf(effects: readonly CloudEffect[]): readonly Stretch[] {
  return [...groupBy(effects, ({ id }) => ownerOf(id).componentUid)].flatMap(([uid, mine]) => {
    let last: Stretch = { uid, calls: [] };
    const stretches = [last];
    for (const { cause, effect, key } of mine) {
      if (cause === "api") {
        last.calls.push(effect);
        continue;
      }
      last = { uid, key, calls: [] };
      stretches.push(last);
    }
    return stretches;
  });
}

const sorted = (value: Readonly<Record<string, unknown>>) =>
  Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
