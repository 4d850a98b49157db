import type { Actor } from "../actor.ts";
import { CLOUD_COMPONENTS, CLOUD_PROJECT } from "../documents.ts";
import { ownerOf, type CloudTruth } from "../truth/cloud-truth.ts";
import type { ControlRows } from "../truth/control-rows.ts";
import { checkEach, groupBy, type Check } from "./check.ts";

/** That the cloud's own log and what is in it show nothing doubled, orphaned or missing. */
export function checkCloud(
  { effects, resources }: CloudTruth,
  { components }: ControlRows,
  actors: readonly Actor[],
): readonly Check[] {
  const byUid = new Map(components.map((component) => [component.uid, component]));
  const simulated = components.filter(
    ({ kind, project, isGone }) => kind === "simulated" && project === CLOUD_PROJECT && !isGone,
  );
  const resourceById = new Map(resources.map((resource) => [resource.id, resource]));
  const created = groupBy(
    effects.filter(({ effect }) => effect === "create"),
    ({ id }) => id,
  );
  const living = [...groupBy(resources, ({ id }) => ownerOf(id).componentUid)];
  const wishOf = new Map(
    actors.filter(({ project }) => project === CLOUD_PROJECT).map((actor) => [actor.name, actor.lastWish()]),
  );
  const wished = [...wishOf.values()].filter((wish) => wish !== undefined).length;
  return [
    checkEach("duplicated 0: each resource was created once", [...created], ([id, times]) =>
      times.length === 1 ? undefined : `${id} was created ${times.length} times`,
    ),
    checkEach("duplicated 0: no component ever had two resources", findOverlaps(effects), (problem) => problem),
    checkEach("duplicated 0: no component has two resources", living, ([uid, ofOne]) =>
      ofOne.length === 1
        ? undefined
        : `component ${uid} has ${ofOne.map(({ id, state }) => `${id} (${state})`).join(", ")}`,
    ),
    checkEach("orphaned 0: each resource is a component's present one", resources, ({ id, state }) => {
      const { componentUid, incarnation } = ownerOf(id);
      const owner = byUid.get(componentUid);
      if (owner === undefined || owner.isGone) return `${id} (${state}) belongs to no component`;
      return owner.incarnation === incarnation
        ? undefined
        : `${id} is not life ${owner.incarnation} of ${owner.environment}/${owner.name}`;
    }),
    checkEach(
      "each simulated component has its resource, as asked for last",
      simulated,
      ({ uid, incarnation, environment, name }) => {
        const resource = resourceById.get(`${uid}-i${incarnation}`);
        const size = wishOf.get(environment)?.["size"];
        if (resource?.state !== "ready")
          return `${environment}/${name} has ${resource === undefined ? "no resource" : `one that is ${resource.state}`}`;
        return resource.properties["size"] === size
          ? undefined
          : `${environment}/${name} has ${String(resource.properties["size"])}, asked for was ${size}`;
      },
    ),
    checkEach("the simulated components are all there", [simulated.length], (count) =>
      count === wished * CLOUD_COMPONENTS ? undefined : `${count} components of ${wished} environments`,
    ),
  ];
}

/** For each creation, what else its component had in the cloud at that moment: a resource counts until its deletion was accepted. */
function findOverlaps(effects: CloudTruth["effects"]): readonly (string | undefined)[] {
  const livingByUid = new Map<string, Set<string>>();
  const found: (string | undefined)[] = [];
  for (const { effect, id } of effects) {
    const { componentUid } = ownerOf(id);
    const living = livingByUid.get(componentUid) ?? new Set();
    livingByUid.set(componentUid, living);
    if (effect === "delete") living.delete(id);
    if (effect !== "create") continue;
    found.push(living.size === 0 ? undefined : `${id} was created while there was ${[...living].join(", ")}`);
    living.add(id);
  }
  return found;
}
