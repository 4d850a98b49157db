import fc from "fast-check";
import { ACTIONS, type Principal, type Resource, type RoleGrant, ROLES } from "../../domain/schema/access.ts";

// Names that could be mistaken for parts of another place, were places joined without care.
const PROJECTS = ["shop", "tool", 'a","b', "shop/dev", "null"];
const ENVIRONMENTS = ["dev", "prod", "shop-dev", "null", 'x"]'];
const CLASSES = ["dev", "staging", "prod"] as const;

export const anyAction = fc.constantFrom(...ACTIONS);

export const anyGrant: fc.Arbitrary<RoleGrant> = fc
  .record(
    {
      role: fc.constantFrom(...ROLES),
      project: fc.constantFrom(...PROJECTS),
      class: fc.constantFrom(...CLASSES),
      environment: fc.constantFrom(...ENVIRONMENTS),
    },
    { requiredKeys: ["role"] },
  )
  // An environment is one of a project.
  .map(({ environment, ...grant }) =>
    environment === undefined || grant.project === undefined ? grant : { ...grant, environment },
  );

export const anyPrincipal: fc.Arbitrary<Principal> = fc.record({
  kind: fc.constantFrom("person", "service", "installation"),
  id: fc.constantFrom("p1", "p2"),
  name: fc.constantFrom("ada", "grace"),
  isActive: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  groups: fc.constant([]),
  grants: fc.array(anyGrant, { maxLength: 4 }),
});

export const anyResource: fc.Arbitrary<Resource> = fc.oneof(
  fc.constant({ kind: "organisation" } as const),
  fc.record({ kind: fc.constant("project" as const), project: fc.constantFrom(...PROJECTS) }),
  fc.record({
    kind: fc.constant("environment" as const),
    project: fc.constantFrom(...PROJECTS),
    environment: fc.constantFrom(...ENVIRONMENTS),
    class: fc.constantFrom(...CLASSES),
  }),
);
