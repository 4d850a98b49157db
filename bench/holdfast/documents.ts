import { readFile } from "node:fs/promises";
import type { Graph } from "../graph/graph.ts";

const header = (kind: string, metadata: string): string =>
  `apiVersion: holdfast.dev/v1\nkind: ${kind}\nmetadata: { ${metadata} }`;

/** Project, blueprint and release of a graph, as YAML. R30 is taken from the examples as it is. */
export async function graphDocuments(graph: Graph): Promise<string> {
  const { name } = graph;
  const isR30 = name === "r30";
  const blueprint = isR30
    ? await readFile(new URL("../../examples/r30/blueprint.yaml", import.meta.url), "utf8")
    : blueprintOf(graph);
  return [
    `${header("Project", `name: ${name}`)}\nspec: {}\n`,
    blueprint,
    `${header("Release", `project: ${name}, version: 1.0.0`)}\nspec: { blueprint: ${name}@1.0.0, artifacts: {} }\n`,
  ].join("---\n");
}

/** Environments of a graph, as YAML. */
export function environmentDocuments({ name }: Graph, environments: readonly string[]): string {
  return environments
    .map(
      (environment) =>
        `${header("Environment", `project: ${name}, name: ${environment}`)}\nspec: { class: dev, cell: local, release: 1.0.0, parameters: {} }\n`,
    )
    .join("---\n");
}

function blueprintOf({ name, components }: Graph): string {
  const blocks = components.map((component) => {
    const { type, seconds, needs } = component;
    const after = needs.length === 0 ? [] : [`      after: [${needs.join(", ")}]`];
    return [
      `    ${component.name}:`,
      "      kind: simulated",
      ...after,
      `      config: { type: ${type}, seconds: ${seconds}, properties: {} }`,
    ].join("\n");
  });
  return `${header("Blueprint", `project: ${name}, name: ${name}, version: 1.0.0`)}\nspec:\n  components:\n${blocks.join("\n")}\n`;
}
