/** One simulated component of a test's blueprint. */
export interface SimulatedSpec {
  /** Real seconds before the time scale of 1/100. */
  readonly seconds?: number;
  readonly after?: readonly string[];
  /** Type of the resource; its component's name by default. */
  readonly type?: string;
  /** Properties of the resource: JSON, may hold expressions. */
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly onDelete?: "delete" | "retain";
}

/** Documents of a project `lab`: a blueprint of simulated components, its release, and one environment. */
export function simulatedDocuments(options: {
  readonly environment: string;
  readonly components: Readonly<Record<string, SimulatedSpec>>;
  readonly version?: string;
  readonly class?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}): string {
  const { environment, components, version = "1.0.0", class: environmentClass = "dev", parameters = {} } = options;
  const specs = Object.entries(components).map(
    ([name, { seconds = 1, type = name, after = [], properties = {}, onDelete = "delete" }]) => [
      name,
      { kind: "simulated", config: { type, seconds, properties, readyWithin: "60s" }, after, onDelete },
    ],
  );
  const blueprint = `${environment}-blueprint`;
  const release = `${environment}-${version}`;
  const declared = Object.fromEntries(Object.keys(parameters).map((name) => [name, { type: "string" }]));
  return [
    { kind: "Project", metadata: { name: "lab" }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project: "lab", name: blueprint, version },
      spec: { parameters: declared, components: Object.fromEntries(specs) },
    },
    {
      kind: "Release",
      metadata: { project: "lab", version: release },
      spec: { blueprint: `${blueprint}@${version}`, artifacts: {} },
    },
    {
      kind: "Environment",
      metadata: { project: "lab", name: environment },
      spec: { class: environmentClass, cell: "local", release, parameters },
    },
  ]
    .map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document }))
    .join("\n---\n");
}
