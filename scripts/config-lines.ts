import { z } from "zod";
import type { JsonObject } from "../domain/schema/json.ts";

/** The lines of a reference page about a config: its JSON Schema and its examples. */
export function configLines({
  config,
  examples,
}: {
  readonly config: z.ZodType;
  readonly examples: readonly JsonObject[];
}): readonly string[] {
  const schema = z.toJSONSchema(config, { io: "input", unrepresentable: "any" });
  return [
    "Config, as JSON Schema:",
    "",
    "```json",
    JSON.stringify(schema, null, 2),
    "```",
    "",
    "Examples of `config`:",
    "",
    "```json",
    ...examples.map((example) => JSON.stringify(example)),
    "```",
    "",
  ];
}

/** The line of a reference page that lists outputs, each with its sentence. */
export function outputLine(root: "steps" | "gates", outputs: Readonly<Record<string, string>>): readonly string[] {
  const listed = Object.entries(outputs).map(([name, sentence]) => `  * \`${name}\`: ${sentence}`);
  return listed.length === 0 ? ["* Outputs: none."] : [`* Outputs, as \`\${${root}.NAME.OUTPUT}\`:`, ...listed];
}
