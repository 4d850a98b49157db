import { didYouMean } from "../did-you-mean.ts";
import { EVENT_NOUNS, EVENT_TYPES } from "./event-types.ts";

/** Whether a type of event is meant by a pattern: the type itself, every one of a noun as `promotion.*`, or `*`. */
export function meansType(pattern: string, type: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/** What is wrong with a pattern; undefined where it means a type that is written. */
export function patternProblem(pattern: string): string | undefined {
  if (EVENT_TYPES.some((type) => meansType(pattern, type))) return undefined;
  if (!pattern.includes("*")) return `there are no events "${pattern}"${didYouMean(pattern, EVENT_TYPES)}`;
  const nouns = EVENT_NOUNS.map((noun) => `${noun}.*`);
  if (/^[^*]*\.\*$/.test(pattern)) return `there are no events "${pattern}"${didYouMean(pattern, nouns)}`;
  return `"${pattern}" is no pattern: write a type, a noun as "promotion.*", or "*"`;
}
