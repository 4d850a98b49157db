import { steps } from "../activities/steps/index.ts";
import type { Step } from "../activities/steps/step.ts";
import { configLines, outputLine } from "./config-lines.ts";

/** The reference page of steps: what each does, its config, outputs, undo, examples. */
export function stepsPage(): string {
  return [
    "# Steps",
    "",
    "What a stage may say under `kind:` and `config:` in `beforeDeploy` and `afterDeploy`. Every step also takes `as`, `if`,",
    "`retries`, `timeout`, `continueOnFailure` and `always`. Expressions may refer to `parameters`, `environment`, `release`,",
    "`components`, `gates`, `steps`, `promotion` and `secrets`. [Write one](../guide/write-a-step-or-gate.md) of your own.",
    "This page is generated: `npm run generate`.",
    "",
    ...steps.flatMap(section),
  ].join("\n");
}

function section(step: Step): readonly string[] {
  const undo = step.undo === undefined ? "nothing is taken back" : "taken back when the stage restores";
  const data = step.changesDataOf === undefined ? "" : " A snapshot of the component is taken before.";
  return [
    `## ${step.kind}`,
    "",
    step.summary,
    "",
    `* Default of \`timeout\`: ${step.timeoutMs / 1_000} s, attempts and waits included.`,
    `* Undo: ${undo}.${data}`,
    ...outputLine("steps", step.outputs),
    "",
    ...configLines(step),
  ];
}
