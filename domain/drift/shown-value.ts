import { canonicalJson } from "../canonical-json.ts";
import type { FieldValue } from "../schema/drift.ts";
import { isMasked } from "./mask-fields.ts";

/** Longer values are cut where they are shown. */
export const SHOWN_CHARACTERS_MAX = 2_000;
/** So much of a secret's keyed hash is shown: enough to tell two apart. */
const HASH_SHOWN = 8;

/** A value on one line of YAML: text without quotes where that is safe, else JSON; of a secret the beginning of its hash. */
export function shownValue(value: FieldValue): string {
  if (isMasked(value)) return `*** (${printable(value.secret).slice(0, HASH_SHOWN)})`;
  if (typeof value === "string" && isPlain(value)) return cut(value);
  return cut(printable(canonicalJson(value)));
}

/** Text with everything escaped that a terminal or a chat may take for a command, or that hides what is there. */
export function printable(text: string): string {
  // Control characters, marks without width, those that turn the direction of writing, and separators of lines.
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Whether YAML reads a text without quotes as that very text. */
function isPlain(text: string): boolean {
  if (!/^[A-Za-z_/][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*$/.test(text)) return false;
  return !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
}

/** The text, cut at a whole character. */
function cut(text: string): string {
  if (text.length <= SHOWN_CHARACTERS_MAX) return text;
  const kept = text.slice(0, SHOWN_CHARACTERS_MAX).replace(/[\ud800-\udbff]$/, "");
  return `${kept}… (${text.length} characters)`;
}
