// Directions of writing that make a text read as another, and control characters, which no name and no reason needs.
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const ELLIPSIS = "…";
/** Shown where a text is empty: Slack refuses empty ones. */
const NOTHING = "–";

/** Text for a field that is laid out: nothing in it is a mention, a link or a date. At most `longest` when escaped. */
export function escaped(text: string, longest: number): string {
  return cut(escapeText(clean(text)), longest) || NOTHING;
}

/** As `escaped`, on one line. */
export function escapedLine(text: string, longest: number): string {
  return escaped(oneLine(clean(text)), longest);
}

/** A name in the type of code. */
export function code(text: string, longest: number): string {
  return `\`${escapedLine(text.replaceAll("`", "'"), longest)}\``;
}

/**
 * Text for a field that is not laid out. Slack stores it escaped and may count it so: its escaped form is at most
 * `longest`.
 */
export function plain(text: string, longest: number): string {
  const whole = oneLine(clean(text));
  if (escapeText(whole).length <= longest) return whole || NOTHING;
  let kept = "";
  let length = ELLIPSIS.length;
  for (const letter of whole) {
    length += escapeText(letter).length;
    if (length > longest) break;
    kept += letter;
  }
  return kept + ELLIPSIS;
}

/** Cuts a text that is escaped already, never inside an entity or a pair of surrogates. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - ELLIPSIS.length).replace(/&[a-z]{0,3}$/, "");
  return kept.replace(/[\ud800-\udbff]$/, "") + ELLIPSIS;
}

const escapeText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const clean = (text: string) => text.toWellFormed().replaceAll(INVISIBLE, "");
const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();
