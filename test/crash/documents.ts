import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** What an environment of a test is to be. */
export interface Wish {
  readonly project: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The project of environments on the simulated cloud. */
export const CLOUD_PROJECT = "chaos";
/** The project of environments with real processes and databases. */
export const SHOP_PROJECT = "shop";

interface SimulatedComponent {
  readonly seconds: number;
  /** What it needs; the first by an expression, so that its output flows, the others by `after`. */
  readonly needs: readonly string[];
}

// Ten components, four deep. One changes its type with `flavour`, which replaces it; the others are updated by `size`.
const GRAPH: Readonly<Record<string, SimulatedComponent>> = {
  network: { seconds: 60, needs: [] },
  roles: { seconds: 40, needs: [] },
  cluster: { seconds: 160, needs: ["network", "roles"] },
  database: { seconds: 140, needs: ["network"] },
  queue: { seconds: 50, needs: ["network"] },
  nodes: { seconds: 90, needs: ["cluster"] },
  cache: { seconds: 70, needs: ["network"] },
  api: { seconds: 60, needs: ["database", "nodes", "queue"] },
  worker: { seconds: 50, needs: ["queue", "nodes", "cache"] },
  web: { seconds: 40, needs: ["api"] },
};

/** How many components an environment on the simulated cloud has. */
export const CLOUD_COMPONENTS = Object.keys(GRAPH).length;

/** Project, blueprint and release of the simulated environments, as YAML. */
export function cloudDocuments(): string {
  const components = Object.entries(GRAPH).map(([name, { seconds, needs }]) => {
    const [first, ...others] = needs;
    const upstream = first === undefined ? {} : { upstream: `\${components.${first}.outputs.url}` };
    const config = {
      type: name === "database" ? "database-${parameters.flavour}" : name,
      seconds,
      updateSeconds: seconds / 2,
      deleteSeconds: seconds / 3,
      properties: { size: "${parameters.size}", ...upstream },
    };
    return [name, { kind: "simulated", config, ...(others.length === 0 ? {} : { after: others }) }];
  });
  const text = { type: "string", minLength: 1 };
  const parameters = { size: { ...text, default: "small" }, flavour: { ...text, default: "plain" } };
  return asYaml([
    { kind: "Project", metadata: { name: CLOUD_PROJECT }, spec: {} },
    {
      kind: "Blueprint",
      metadata: { project: CLOUD_PROJECT, name: "chaos", version: "1.0.0" },
      spec: { parameters, components: Object.fromEntries(components) as object },
    },
    {
      kind: "Release",
      metadata: { project: CLOUD_PROJECT, version: "1.0.0" },
      spec: { blueprint: "chaos@1.0.0", artifacts: {} },
    },
  ]);
}

/** One environment, as YAML. */
export function environmentDocument({ project, name, parameters }: Wish): string {
  const spec = { class: "dev", cell: "local", release: "1.0.0", parameters };
  return asYaml([{ kind: "Environment", metadata: { project, name }, spec }]);
}

/** The text of a file below `examples/`. */
export async function exampleText(file: string): Promise<string> {
  return await readFile(examplePath(file), "utf8");
}

/** The path of something below `examples/`. */
export function examplePath(file: string): string {
  return fileURLToPath(new URL(`../../examples/${file}`, import.meta.url));
}

// JSON is YAML.
function asYaml(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify({ apiVersion: "holdfast.dev/v1", ...document })).join("\n---\n");
}
