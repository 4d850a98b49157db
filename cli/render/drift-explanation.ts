import { commandName } from "../command-name.ts";
import type { ComponentDrift, DriftExplanation } from "../drift-answers.ts";
import { nextLines } from "./finding.ts";
import { type Paint, styleOfWord } from "./paint.ts";
import { oneLine } from "./text-width.ts";
import { instantWord } from "./time-words.ts";

/** What drift of an environment leads to: what holds it back, then for each component its rules and what differs. */
export function driftExplanationLines(explanation: DriftExplanation, paint: Paint): readonly string[] {
  const { project, environment, class: ofClass, components } = explanation;
  return [
    paint("bold", `${project}/${environment}, class ${ofClass}`),
    ...standingLines(explanation.standing),
    ...(components.length === 0 ? ["It has no components yet."] : []),
    ...components.flatMap((component) => componentLines(component, paint)),
  ];
}

function standingLines({
  frozenBy,
  opensAt,
  holdReason,
  isSuspended,
  isAsleep,
  runs,
}: DriftExplanation["standing"]): readonly string[] {
  return [
    ...(isSuspended ? ["suspended: nothing is put back until it is resumed"] : []),
    ...(isAsleep === true ? ["asleep: nothing is looked at or put back until it wakes"] : []),
    ...(holdReason === undefined ? [] : [oneLine(`held: ${holdReason}`)]),
    ...frozenBy.map((reason) => oneLine(`frozen: ${reason}`)),
    ...(opensAt === undefined ? [] : [`the freeze opens at ${instantWord(opensAt)}`]),
    ...(runs === undefined ? [] : [`operation ${runs} runs`]),
  ];
}

function componentLines({ component, kind, rules, next, finding }: ComponentDrift, paint: Paint): readonly string[] {
  const every = rules.length === 1 ? "every field" : "every other field";
  return [
    "",
    `${paint("bold", component)} (${kind})`,
    ...rules.map(({ pattern, reaction, where }) => oneLine(`  ${pattern ?? every}: ${reaction}, by ${where}`)),
    ...(finding === undefined
      ? ["  nothing is known to differ", ...indented(next, "  if something does: ")]
      : findingLines(finding, paint)),
  ];
}

function findingLines(finding: NonNullable<ComponentDrift["finding"]>, paint: Paint): readonly string[] {
  const { id, status, since } = finding;
  const style = styleOfWord(status);
  const word = style === undefined ? status : paint(style, status);
  return [
    `  differs since ${instantWord(since)}: finding ${id} is ${word}`,
    ...indented(finding.next, "  "),
    `  ${commandName()} drift show ${id}`,
  ];
}

function indented(next: Parameters<typeof nextLines>[0], first: string): readonly string[] {
  return nextLines(next).map((line, index) => `${index === 0 ? first : "  "}${line}`);
}
