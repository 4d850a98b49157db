import type { EnvironmentPlace, NamedThing, PlaceOfThing } from "../../adapters/store/places-port.ts";
import type { Principal, Resource, RoleGrant } from "../../domain/schema/access.ts";

/** Every environment there is, each with things of each kind whose ids say where they lie. */
export const PLACES: readonly EnvironmentPlace[] = [
  { project: "shop", environment: "dev", class: "dev" },
  { project: "shop", environment: "prod", class: "prod" },
  { project: "tool", environment: "dev", class: "dev" },
  { project: "tool", environment: "prod", class: "prod" },
];

/** What a request may be about, named as the tests name it. */
export interface Aim {
  readonly project: string;
  readonly environment: string;
}

/** A name, and whose it is. */
export const AIMS = {
  own: { project: "shop", environment: "dev" },
  "other class": { project: "shop", environment: "prod" },
  "other project": { project: "tool", environment: "dev" },
  "absent environment": { project: "shop", environment: "none" },
  "absent project": { project: "void", environment: "dev" },
} as const satisfies Record<string, Aim>;

export const placeOf = ({ project, environment }: Aim): EnvironmentPlace | undefined =>
  PLACES.find((place) => place.project === project && place.environment === environment);

/** `shop.dev.promotion`: the id of a thing says where it lies. */
export const idOf = ({ project, environment }: Aim, kind: string): string => `${project}.${environment}.${kind}`;

/** Where a thing lies, by its id; undefined for an id that names nothing. */
export function placeOfThing({ kind, id }: NamedThing): PlaceOfThing | undefined {
  const [project = "", environment = "", word] = id.split(".");
  const place = placeOf({ project, environment });
  return place === undefined || word !== kind ? undefined : { project, environment: place };
}

export const environmentOf = (place: EnvironmentPlace): Resource => ({ kind: "environment", ...place });
export const projectOf = (project: string): Resource => ({ kind: "project", project });
export const ORGANISATION: Resource = { kind: "organisation" };

const WHERE: Readonly<Record<string, Omit<RoleGrant, "role">>> = {
  everywhere: {},
  "a project": { project: "shop" },
  "a class of a project": { project: "shop", class: "dev" },
  "a class of every project": { class: "dev" },
  "an environment": { project: "shop", environment: "dev" },
};

/** A principal, and how the report calls them. */
export interface Actor {
  readonly name: string;
  readonly principal: Principal;
}

/** Somebody without roles, each role wherever it can hold, a service that has every role, and the installation. */
export function everyActor(roles: readonly RoleGrant["role"][]): readonly Actor[] {
  const base = { id: "p-1", name: "somebody", isActive: true, groups: [] } as const;
  const actors: Actor[] = [
    { name: "nobody", principal: { ...base, kind: "person", grants: [] } },
    { name: "installation", principal: { ...base, kind: "installation", grants: [] } },
    { name: "service, every role", principal: { ...base, kind: "service", grants: roles.map((role) => ({ role })) } },
  ];
  for (const role of roles)
    for (const [where, place] of Object.entries(WHERE))
      actors.push({
        name: `${role} in ${where}`,
        principal: { ...base, kind: "person", grants: [{ role, ...place }] },
      });
  return actors;
}
