import type { Gate } from "../activities/gates/gate.ts";
import { gates } from "../activities/gates/index.ts";
import { configLines, outputLine } from "./config-lines.ts";

/** The reference page of gates: what each asks, its config, outputs, whom it concerns, examples. */
export function gatesPage(): string {
  return [
    "# Gates",
    "",
    "What a stage may say under `kind:` and `config:` in `gates`. Every gate also takes `as` and `every`. Expressions may refer to",
    "`parameters`, `environment`, `release` and `promotion`. A rollback, and a change of parameters, pass by gates that concern",
    "only the release. [Write one](../guide/write-a-step-or-gate.md) of your own. This page is generated: `npm run generate`.",
    "",
    ...gates.flatMap(section),
  ].join("\n");
}

function section(gate: Gate): readonly string[] {
  const end = gate.finish === undefined ? "opens nothing" : "closes what it opened once the promotion is over";
  return [
    `## ${gate.kind}`,
    "",
    gate.summary,
    "",
    `* Concerns: ${gate.concerns}. At the end it ${end}.`,
    ...outputLine("gates", gate.outputs),
    "",
    ...configLines(gate),
  ];
}
