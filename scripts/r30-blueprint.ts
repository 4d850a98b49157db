import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

const FOLDER = new URL("../examples/r30/", import.meta.url);

/** The graph of `r30.json`: each component with its name, its typical seconds, and what it depends on. */
const Graph = z.object({
  components: z.array(z.tuple([z.string().regex(/^[a-z0-9-]+$/), z.number().positive(), z.array(z.string())])),
});

/**
 * The Blueprint document of a graph, as YAML text: the same text for the same graph.
 *
 * @throws ZodError when the text is not such a graph, Error when a dependency is not a component.
 */
export function r30Blueprint(json: string): string {
  const { components } = Graph.parse(JSON.parse(json));
  const names = new Set(components.map(([name]) => name));
  const blocks = components.map(([name, seconds, dependencies]) => {
    const unknown = dependencies.find((dependency) => !names.has(dependency));
    if (unknown !== undefined) throw new Error(`"${name}" depends on "${unknown}", which is no component`);
    const after = dependencies.length === 0 ? [] : [`      after: [${dependencies.join(", ")}]`];
    const config = `      config: { type: ${name}, seconds: ${seconds}, properties: {} }`;
    return [`    ${name}:`, "      kind: simulated", ...after, config].join("\n");
  });
  return `${HEAD}\n${blocks.join("\n")}\n`;
}

const HEAD = `# Made from r30.json by scripts/r30-blueprint.ts.
apiVersion: holdfast.dev/v1
kind: Blueprint
metadata: { project: r30, name: r30, version: 1.0.0 }
spec:
  components:`;

if (import.meta.main) {
  const json = await readFile(new URL("r30.json", FOLDER), "utf8");
  await writeFile(new URL("blueprint.yaml", FOLDER), r30Blueprint(json));
}
