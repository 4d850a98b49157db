import type { RouteConfig } from "@hono/zod-openapi";
import type { EnvironmentPlace, NamedThing, PlaceOfThing, StoreOfPlaces } from "../../adapters/store/places-port.ts";
import { OrchestratorError } from "../../domain/errors.ts";
import type { Action, Resource } from "../../domain/schema/access.ts";
import type { Access, Asked, RouteContext } from "./guarded.ts";
import type { Need, RequestAccess } from "./request-access.ts";

/** What is about the whole installation, which everybody knows of. */
export const organisation = <Route extends RouteConfig>(action: Action): Access<Route, undefined> => ({
  action,
  on: "organisation",
  find: () => ({ needs: [needOfOrganisation(action)], target: undefined }),
});

/** What a project holds itself. The project is known by its name alone: one that does not exist is one that nobody may see. */
export const inProject = <Route extends RouteConfig>(
  action: Action,
  projectOf: (context: RouteContext<Route>) => string,
): Access<Route, string> => ({
  action,
  on: "project",
  find: (context) => {
    const project = projectOf(context);
    return { needs: [needOfProject(action, project)], target: project };
  },
});

/** What projects hold themselves: of the project that is named, or of all. */
export const inProjectOrAll = <Route extends RouteConfig>(
  action: Action,
  projectOf: (context: RouteContext<Route>) => string | undefined,
): Access<Route, undefined> => ({
  action,
  on: "any",
  find: (context) => {
    const project = projectOf(context);
    const need = project === undefined ? needOfOrganisation(action) : needOfProject(action, project);
    return { needs: [need], target: undefined };
  },
});

/** An environment by its names. */
export const inEnvironment = <Route extends RouteConfig>(
  action: Action,
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
  namedBy: (context: RouteContext<Route>) => { readonly project: string; readonly name: string },
): Access<Route, EnvironmentPlace> => ({
  action,
  on: "environment",
  find: async (context) => askedOfEnvironment(action, await findPlace(store, namedBy(context))),
});

/** What is named by an id. It lies in an environment, or, as some vetoes, in a project. */
export const ofThing = <Route extends RouteConfig>(
  action: Action,
  store: Pick<StoreOfPlaces, "placeOf">,
  thingOf: (context: RouteContext<Route>) => NamedThing,
): Access<Route, NamedThing & PlaceOfThing> => ({
  action,
  on: "environment",
  find: async (context) => await askedOfThing(action, store, thingOf(context)),
});

/** The same as what a request asks for, with the thing and its place as what its handler works with. @throws OrchestratorError `NOT_FOUND` */
export async function askedOfThing(
  action: Action,
  store: Pick<StoreOfPlaces, "placeOf">,
  thing: NamedThing,
): Promise<Asked<NamedThing & PlaceOfThing>> {
  const place = await store.placeOf(thing);
  if (place === undefined) throw noThing(thing);
  const resource: Resource =
    place.environment === undefined ? { kind: "project", project: place.project } : resourceOf(place.environment);
  return { needs: [{ action, resource, hidden: () => noThing(thing) }], target: { ...thing, ...place } };
}

/** Answers that hold only what the caller may see. */
export const visibleOnly = { action: "view", on: "visible" } as const;
/** What is the same for everybody who is somebody here. */
export const forEverybody = (why: string) => ({ action: "view", on: "everybody", why }) as const;

/** The need for something about the whole installation. */
export const needOfOrganisation = (action: Action): Need => ({ action, resource: { kind: "organisation" } });

/** The need for something that a project holds itself. */
export const needOfProject = (action: Action, project: string): Need => ({
  action,
  resource: { kind: "project", project },
  hidden: () =>
    new OrchestratorError("NOT_FOUND", `no project is called ${JSON.stringify(project)}`, { details: { project } }),
});

/** The need for something about an environment. */
export const needOfEnvironment = (action: Action, place: EnvironmentPlace): Need => ({
  action,
  resource: resourceOf(place),
  hidden: () => noEnvironment({ project: place.project, name: place.environment }),
});

/** The need for something about an environment that may not be there yet: then only its project is known. */
export async function needOfEnvironmentToCome(
  action: Action,
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
  { project, name }: { readonly project: string; readonly name: string },
): Promise<Need> {
  const place = await store.placeOfEnvironment(project, name);
  if (place !== undefined) return needOfEnvironment(action, place);
  return { ...needOfProject(action, project), hidden: () => noEnvironment({ project, name }) };
}

/** The need for what belongs to no place: that it is allowed in one of those where the caller is somebody. */
export function needAnywhere(action: Action, { principal, may }: RequestAccess): Need {
  const places = principal.grants.map((grant): Resource => {
    const { project = "-", environment = "-", class: environmentClass = "dev" } = grant;
    return { kind: "environment", project, environment, class: environmentClass };
  });
  const resource = places.find((place) => may(action, place)) ?? { kind: "organisation" };
  return { action, resource };
}

/** The same as what a request asks for, with the environment as what its handler works with. */
export const askedOfEnvironment = (action: Action, place: EnvironmentPlace): Asked<EnvironmentPlace> => ({
  needs: [needOfEnvironment(action, place)],
  target: place,
});

/** An environment that is, or was. @throws OrchestratorError `NOT_FOUND` */
export async function findPlace(
  store: Pick<StoreOfPlaces, "placeOfEnvironment">,
  { project, name }: { readonly project: string; readonly name: string },
): Promise<EnvironmentPlace> {
  const place = await store.placeOfEnvironment(project, name);
  if (place === undefined) throw noEnvironment({ project, name });
  return place;
}

/** The failure for an environment that does not exist, as far as the caller may know. */
export function noEnvironment(named: { readonly project: string; readonly name: string }): OrchestratorError {
  const { name, project } = named;
  const message = `no environment is called ${JSON.stringify(name)} in project ${JSON.stringify(project)}`;
  return new OrchestratorError("NOT_FOUND", message, { details: { project, name } });
}

/** The failure for what no id names, as far as the caller may know. */
export function noThing({ kind, id }: { readonly kind: string; readonly id: string }): OrchestratorError {
  return new OrchestratorError("NOT_FOUND", `no ${kind} has the id ${JSON.stringify(id)}`, { details: { id } });
}

/** An environment as what an action is about. */
export const resourceOf = (place: EnvironmentPlace): Resource => ({
  kind: "environment",
  project: place.project,
  environment: place.environment,
  class: place.class,
});
