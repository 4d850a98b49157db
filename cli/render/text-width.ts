import { stripVTControlCharacters } from "node:util";

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200d]|[\ufe00-\ufe0f])$/u;
const ASCII = /^[\x20-\x7e]*$/;
// Control characters, C1 included, and the marks that turn the direction of writing.
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** Columns that a text without control characters takes in a terminal. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The text, cut with "…" where it is wider than `width` columns. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let fitting = "";
  let taken = 1; // The ellipsis.
  for (const character of text) {
    taken += widthOf(character);
    if (taken > width) break;
    fitting += character;
  }
  return `${fitting.trimEnd()}…`;
}

/** The text in one line, without anything that could move the cursor or change colours: messages may come from anywhere. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, " ").trimEnd();
}

function widthOf(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
