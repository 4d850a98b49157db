import { z } from "zod";
import type { Driver } from "../activities/components/driver.ts";
import { componentKinds } from "../workers/component-kinds.ts";

/** The reference page of component kinds: config, outputs, what cannot be changed in place, examples. */
export function kindsPage(): string {
  return [
    "# Component kinds",
    "",
    "What a blueprint may say under `kind:` and `config:`. Every kind also takes `readyWithin`, a duration; after it the",
    "component has failed. This page is generated: `npm run generate`.",
    "",
    ...componentKinds.flatMap(section),
  ].join("\n");
}

function section(kind: Driver): readonly string[] {
  const outputs = Object.entries(kind.outputs).map(([name, visibility]) => `\`${name}\` (${visibility})`);
  const schema = z.toJSONSchema(kind.config, { io: "input", unrepresentable: "any" });
  return [
    `## ${kind.kind}`,
    "",
    kind.summary,
    "",
    `* Artifact: ${kind.artifact}. Default of \`readyWithin\`: ${kind.readyWithinMs / 1_000} s.`,
    `* Outputs: ${outputs.length === 0 ? "none" : outputs.join(", ")}.`,
    `* Replaced, not changed in place, when one of these changes: ${kind.replaceOn.map((name) => `\`${name}\``).join(", ") || "nothing"}.`,
    `* Holds data that can be snapshotted: ${kind.snapshot === undefined ? "no" : "yes"}. Watched while it lives: ${kind.check === undefined ? "no" : "yes"}.`,
    "",
    "Config, as JSON Schema:",
    "",
    "```json",
    JSON.stringify(schema, null, 2),
    "```",
    "",
    "Examples of `config`:",
    "",
    "```json",
    ...kind.examples.map((example) => JSON.stringify(example)),
    "```",
    "",
  ];
}
