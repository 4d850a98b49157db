import { type Bad, D1, D2, release, environment, withCatalog, storedEnvironment } from "./world.ts";

/** Releases and environments that are wrong. */
export const badEnvironments: readonly Bad[] = [
  {
    name: "an unknown blueprint",
    text: release("2.0.0", "{ blueprint: shp@1.0.0 }"),
    code: "REFERENCE_UNKNOWN",
    at: "4:20",
    part: 'did you mean "shop@1.0.0"?',
  },
  {
    name: "an unknown version of a blueprint",
    text: release("2.0.0", "{ blueprint: shop@9.0.0 }"),
    code: "REFERENCE_UNKNOWN",
    at: "4:20",
    part: "it has 1.0.0",
  },
  {
    name: "an artifact that the release lacks",
    text: release("2.0.0", `{ blueprint: shop@1.0.0, artifacts: { apy: { digest: "${D1}" } } }`),
    code: "ARTIFACT_MISSING",
    at: "4:43",
    part: 'did you mean "apy"?',
  },
  {
    name: "a digest that is not stored",
    text: release("2.0.0", `{ blueprint: shop@1.0.0, artifacts: { api: { digest: "${D2}" } } }`),
    code: "ARTIFACT_NOT_FOUND",
    at: "4:60",
    part: "not stored",
  },
  {
    name: "an unknown cell",
    text: environment("  { class: dev, cell: locl, release: 1.0.0, parameters: { owner: me } }"),
    code: "CELL_UNKNOWN",
    at: "5:23",
    part: 'did you mean "local"?',
  },
  {
    name: "an unknown release",
    text: environment("  { class: dev, cell: local, release: 9.0.0 }"),
    code: "REFERENCE_UNKNOWN",
    at: "5:39",
    part: 'no release "9.0.0"',
  },
  {
    name: "an unknown parameter given",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, conut: 3 } }"),
    code: "PARAMETER_UNKNOWN",
    at: "5:71",
    part: 'did you mean "count"?',
  },
  {
    name: "a parameter out of range",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, count: 99 } }"),
    code: "PARAMETER_INVALID",
    at: "5:78",
    part: "99 is more than 50",
  },
  {
    name: "a parameter of the wrong type",
    text: environment('  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, count: "3" } }'),
    code: "PARAMETER_INVALID",
    at: "5:78",
    part: "expected integer, got string",
  },
  {
    name: "a parameter that is none of the choices",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, mode: fsat } }"),
    code: "PARAMETER_INVALID",
    at: "5:77",
    part: 'did you mean "fast"?',
  },
  {
    name: "a parameter that is too short",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: m } }"),
    code: "PARAMETER_INVALID",
    at: "5:67",
    part: "1 characters are less than 2",
  },
  {
    name: "a parameter that is missing",
    text: environment("  { class: dev, cell: local, release: 1.0.0 }"),
    code: "PARAMETER_MISSING",
    at: "5:3",
    part: '"owner"',
  },
  {
    name: "a parameter that a component refuses",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me, count: 20 } }"),
    code: "COMPONENT_CONFIG_INVALID",
    at: "5:78",
    part: 'component "api": config.replicas',
  },
  {
    name: "an unknown snapshot",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-9 } }",
    ),
    code: "SNAPSHOT_NOT_FOUND",
    at: "5:98",
    part: "snap-9",
  },
  {
    name: "a snapshot of another kind",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-2 } }",
    ),
    code: "SNAPSHOT_NOT_FOUND",
    at: "5:98",
    part: "is of a service",
  },
  {
    name: "a snapshot of another project",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { database: snap-3 } }",
    ),
    code: "SNAPSHOT_NOT_FOUND",
    at: "5:98",
    part: "snap-3",
  },
  {
    name: "a snapshot for an unknown component",
    text: environment(
      "  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me }, restoreFrom: { databas: snap-1 } }",
    ),
    code: "REFERENCE_UNKNOWN",
    at: "5:88",
    part: 'did you mean "database"?',
  },
  {
    name: "an environment that is being deleted",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me } }"),
    code: "ENVIRONMENT_DELETING",
    at: "3:34",
    part: "being deleted",
    catalog: withCatalog({
      environments: storedEnvironment("local").map((document) => ({ document, phase: "Deleting" as const })),
    }),
  },
  {
    name: "an environment in another cell",
    text: environment("  { class: dev, cell: local, release: 1.0.0, parameters: { owner: me } }"),
    code: "ENVIRONMENT_MOVED",
    at: "5:23",
    part: "cannot move",
    catalog: withCatalog({
      environments: storedEnvironment("far").map((document) => ({ document, phase: "Ready" as const })),
    }),
  },
];
