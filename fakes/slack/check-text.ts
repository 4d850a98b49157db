import { isObject } from "./json.ts";

/** A problem as Slack words it: with a pointer to what is wrong. */
export function pointed(problem: string, pointer: string): string {
  return `[ERROR] ${problem} [json-pointer:${pointer}]`;
}

/** What is wrong with a plain text of limited length. */
export function checkTextLength(value: unknown, max: number, at: string): string[] {
  if (typeof value !== "string") return [pointed("must be a string", at)];
  return value.length > max ? [pointed(`must be less than ${max + 1} characters`, at)] : [];
}

/** What is wrong with a text object. Lengths are of the text as it was sent. */
export function checkText(
  value: unknown,
  {
    max,
    types = ["plain_text", "mrkdwn"],
    at,
  }: { readonly max: number; readonly types?: string[]; readonly at: string },
): string[] {
  if (!isObject(value)) return [pointed("missing required field", at)];
  const { type, text } = value as { type?: unknown; text?: unknown };
  if (!types.includes(String(type))) return [pointed(`must be one of: ${types.join(", ")}`, `${at}/type`)];
  if (text === "") return [pointed("must be more than 0 characters", `${at}/text`)];
  return checkTextLength(text, max, `${at}/text`);
}
