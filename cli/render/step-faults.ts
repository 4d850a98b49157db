import type { StepView } from "../promotion-answers.ts";
import type { Paint } from "./paint.ts";
import { oneLine } from "./text-width.ts";

/** The lines of every step that failed: why, and the last lines of its log. */
export function renderStepFaults(steps: readonly StepView[], paint: Paint): readonly string[] {
  const failed = steps.filter(({ state }) => state === "Failed" || state === "Undo failed");
  return failed.flatMap(({ name, kind, reason, log }) => {
    const head = `${paint("red", "✘")} ${paint("bold", name)} (${kind})  ${oneLine(reason)}`;
    return [head, ...log.slice(-20).map((line) => `    ${paint("dim", "|")} ${oneLine(line)}`)];
  });
}
