import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";

// What may stand between angle brackets: mentions, dates, and links.
const CONTROL = /^<(?:[@#!][^<>]+|https?:\/\/[^<>\s][^<>]*|mailto:[^<>]+)>/;

/** The text as Slack keeps it: `&`, `<` and `>` escaped, unless they are so already or belong to a link or mention. */
export function escapeText(text: string): string {
  let escaped = "";
  for (let at = 0; at < text.length;) {
    const control = text[at] === "<" ? CONTROL.exec(text.slice(at))?.[0] : undefined;
    if (control !== undefined) {
      escaped += control;
      at += control.length;
      continue;
    }
    escaped += escapedCharacter(text, at);
    at += 1;
  }
  return escaped;
}

function escapedCharacter(text: string, at: number): string {
  const character = text.charAt(at);
  if (character === "<") return "&lt;";
  if (character === ">") return "&gt;";
  if (character === "&" && !/^&(?:amp|lt|gt);/.test(text.slice(at, at + 5))) return "&amp;";
  return character;
}

/** Blocks with all texts that people read escaped; values and ids stay as they are. */
export function escapeBlocks(blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.map(escapeTexts);
}

function escapeTexts(value: JsonObject): JsonObject {
  const isText = value["type"] === "mrkdwn" || value["type"] === "plain_text";
  const entries = Object.entries(value).map(([name, part]) => {
    if (isText && name === "text" && typeof part === "string") return [name, escapeText(part)];
    if (Array.isArray(part)) return [name, part.map((item: unknown) => (isObject(item) ? escapeTexts(item) : item))];
    return [name, isObject(part) ? escapeTexts(part) : part];
  });
  return Object.fromEntries(entries);
}
