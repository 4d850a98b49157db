import { flatten } from "../../../domain/drift/flatten.ts";
import type { DriftLook, DriftPage, DriftPlace, DriftWatch } from "../drift-watch.ts";
import type { ComponentIdentity } from "../driver.ts";
import type { SendCall } from "./cloud-calls.ts";
import { lifeOf, resourceOf, resourcePrefix } from "./resource-name.ts";
import { PLACE_DEFAULT, SimulatedListing, SimulatedSummary, type SimulatedConfig } from "./schema.ts";

type Item = DriftPage["items"][number];
type Listed = SimulatedListing["items"][number];

const PAGE_SIZE = 100;
const PROPERTIES = "config.properties";
const TAGS = "tags";
// Every resource that a component has carries it.
const OUR_TAG = "componentUid";

/** The tags of a component's resource. */
export function tagsOf({ componentUid, environmentUid, project, environment, component }: ComponentIdentity) {
  return { componentUid, environmentUid, project, environment, component };
}

/** How resources of the simulated cloud show drift: by type, properties and tags, a whole account and region at once. */
export function driftOfSimulated(send: SendCall): DriftWatch<SimulatedConfig> {
  return {
    version: 1,
    place: ({ account = PLACE_DEFAULT, region = PLACE_DEFAULT }) => ({ account, region }),

    stated: async ({ id, config }) => ({
      "config.type": config.type,
      ...flatten(config.properties, PROPERTIES),
      ...flatten(tagsOf(id), TAGS),
    }),

    async look(subject, signal) {
      const path = `resources/${encodeURIComponent(resourceOf(subject))}`;
      const seen = await send({ method: "GET", path }, SimulatedSummary, signal);
      return seen === undefined ? { state: "absent", reason: "the cloud does not know it" } : lookOf(seen);
    },

    async lookAtMany({ after, signal, ...place }) {
      const items: Listed[] = [];
      let next: string | undefined;
      let calls = 0;
      do {
        const page = await list(send, { place, signal, ...(next === undefined ? { after } : { token: next }) });
        calls += 1;
        items.push(...page.items);
        next = page.continue;
        // The lives of one component may be cut apart by the end of a page: it is left to the next one.
        const upTo = next === undefined ? undefined : lastWhole(items);
        if (upTo !== undefined) return { items: looksAt(items, upTo), upTo, calls };
      } while (next !== undefined);
      return { items: looksAt(items), calls };
    },

    isPublic: (path) => path === "config.type",
    revertOf: (path) => (path === "config.type" || path === "component" ? "replace" : "update"),
  };
}

interface Listing {
  readonly place: DriftPlace;
  /** A component uid; absent at the beginning, and where a page is continued. */
  readonly after?: string | undefined;
  readonly token?: string;
  readonly signal: AbortSignal;
}

async function list(send: SendCall, { place, after, token, signal }: Listing): Promise<SimulatedListing> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), tagged: OUR_TAG });
  if (token !== undefined) query.set("continue", token);
  // Behind every number that a life of it may have.
  else if (after !== undefined) query.set("after", `${resourcePrefix(after)}~`);
  const page = await send({ method: "GET", path: `resources?${query.toString()}`, ...place }, SimulatedListing, signal);
  return page ?? { items: [] };
}

/** The last component but one of a listing that goes on; undefined while there are not two. */
function lastWhole(listed: readonly Listed[]): string | undefined {
  let last: string | undefined;
  for (const { id } of listed.toReversed()) {
    const uid = lifeOf(id)?.componentUid;
    if (uid === undefined || uid === last) continue;
    if (last !== undefined) return uid;
    last = uid;
  }
  return undefined;
}

function looksAt(listed: readonly Listed[], upTo?: string): readonly Item[] {
  const items = listed.flatMap((resource): Item[] => {
    const life = lifeOf(resource.id);
    if (life === undefined || (upTo !== undefined && life.componentUid > upTo)) return [];
    // What the cloud cannot tell now it may tell the next time.
    if ("error" in resource) return [{ ...life, environmentUid: "", look: { state: "changing" } }];
    const { environmentUid } = resource.tags;
    return [
      { ...life, environmentUid: typeof environmentUid === "string" ? environmentUid : "", look: lookOf(resource) },
    ];
  });
  return items;
}

function lookOf({ state, type, reason, properties, tags, changedBy }: SimulatedSummary): DriftLook {
  if (state !== "ready" && state !== "failed") return { state: "changing" };
  const fields = { "config.type": type, ...flatten(properties, PROPERTIES), ...flatten(tags, TAGS) };
  return {
    state: "seen",
    fields,
    ...(state === "failed" ? { unhealthy: reason ?? "the cloud does not say why" } : {}),
    ...(changedBy === undefined ? {} : { by: changersOf(changedBy) }),
  };
}

/** Who changed what, by the path of the field. */
function changersOf(changedBy: NonNullable<SimulatedSummary["changedBy"]>) {
  const pathOf = (what: string): string => {
    if (what === "type") return "config.type";
    if (what === "state") return "health";
    const [where = "", ...names] = what.split(".");
    const [path = what] = Object.keys(flatten({ [names.join(".")]: true }, where === "tags" ? TAGS : PROPERTIES));
    return path;
  };
  return Object.fromEntries(Object.entries(changedBy).map(([what, changer]) => [pathOf(what), changer]));
}
