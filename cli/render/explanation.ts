import { commandName } from "../command-name.ts";
import type { Explanation } from "../promotion-answers.ts";
import { renderSection } from "./fields.ts";
import type { Paint } from "./paint.ts";
import { oneLine } from "./text-width.ts";
import { instantWord } from "./time-words.ts";

/** The lines of an explanation: one sentence, what it waits for and on whom, the earliest time, what to type next. */
export function explanationLines(explanation: Explanation, paint: Paint): readonly string[] {
  const { headline, waitsFor, earliestAt, next } = explanation;
  const waits = waitsFor.flatMap(({ what, reason, on, until }) => [
    `- ${what}: ${oneLine(reason)}`,
    ...(on === undefined ? [] : [`  waits on ${oneLine(on)}`]),
    ...(until === undefined ? [] : [`  not before ${instantWord(until)}`]),
  ]);
  return [
    oneLine(headline),
    ...waits,
    ...(earliestAt === undefined ? [] : [`It can go on at ${instantWord(earliestAt)} at the earliest.`]),
    ...renderSection("Next", next.map(typedHere), paint),
  ];
}

/** A command that the server tells, as a person types it here. */
export function typedHere(command: string): string {
  return command.replace(/^holdfast /, `${commandName()} `);
}
