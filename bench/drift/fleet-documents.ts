/** Project of seeded fleets, and the environment whose rows are copied. */
export const FLEET = "fleet";
export const PATTERN = "pattern";
/** Type of every resource of a fleet, and what is wanted of it. */
export const TYPE = "queue";
export const PROPERTIES = { size: "small", replicas: 2, settings: { tier: "standard", encrypted: true } } as const;

/** Cloud seconds that a resource takes to be made. */
const SECONDS = 10;

/** Project, blueprint, release and the environment that is copied. Environments say in a parameter whose account they are in. */
export function patternDocuments(components: number): string {
  const config = { account: "${parameters.account}", type: TYPE, seconds: SECONDS, properties: PROPERTIES };
  const names = Array.from({ length: components }, (_, index) => `component-${index}`);
  return asYaml([
    { kind: "Project", metadata: { name: FLEET }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project: FLEET, name: "line", version: "1.0.0" },
      spec: {
        parameters: { account: { type: "string" } },
        components: Object.fromEntries(names.map((name) => [name, { kind: "simulated", config }])),
      },
    },
    {
      kind: "Release",
      metadata: { project: FLEET, version: "1.0.0" },
      spec: { blueprint: "line@1.0.0", artifacts: {} },
    },
    {
      kind: "Environment",
      metadata: { project: FLEET, name: PATTERN },
      spec: { class: "dev", cell: "local", release: "1.0.0", parameters: { account: PATTERN } },
    },
  ]);
}

// JSON is YAML.
function asYaml(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
