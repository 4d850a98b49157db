import type { Json } from "./schema/json.ts";

/** The parts of a path: names of an object, places of a list from 0. */
export type JsonPath = readonly (string | number)[];

/** A path, or why the text is none. */
export type ParsedJsonPath = { readonly path: JsonPath } | { readonly problem: string };

const PARTS_MAX = 32;
const NAME = /^\.([A-Za-z_$][A-Za-z0-9_$]*)/;
const PLACE = /^\[(0|[1-9]\d{0,8})\]/;
const QUOTED = /^\[("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]/;

/**
 * Reads the part of JSONPath that names exactly one value: `$`, then `.name`, `["any name"]` and `[0]`. Filters,
 * wildcards, slices and places from the end are refused.
 * @see RFC 9535
 */
export function parseJsonPath(text: string): ParsedJsonPath {
  if (!text.startsWith("$")) return { problem: 'a path starts with "$": $.status, $.items[0]["a name"]' };
  const path: (string | number)[] = [];
  let at = 1;
  while (at < text.length) {
    const rest = text.slice(at);
    const [whole, part] = readPart(rest);
    if (whole === undefined || part === undefined)
      return { problem: `"${rest.slice(0, 40)}" at character ${at + 1} is no part of a path${hint(rest)}` };
    path.push(part);
    if (path.length > PARTS_MAX) return { problem: `a path has at most ${PARTS_MAX} parts` };
    at += whole.length;
  }
  return { path };
}

/** The value at a path; undefined where there is none. */
export function valueAtPath(value: Json, path: JsonPath): Json | undefined {
  let current: Json | undefined = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    if (Array.isArray(current) !== (typeof part === "number") || !Object.hasOwn(current, part)) return undefined;
    current = (current as Readonly<Record<string | number, Json>>)[part];
  }
  return current;
}

function readPart(rest: string): readonly [string, string | number] | readonly [] {
  const [named, name] = NAME.exec(rest) ?? [];
  if (named !== undefined && name !== undefined) return [named, name];
  const [placed, place] = PLACE.exec(rest) ?? [];
  if (placed !== undefined) return [placed, Number(place)];
  const [quoted, quote] = QUOTED.exec(rest) ?? [];
  const text = quote === undefined ? undefined : unquote(quote);
  return quoted === undefined || text === undefined ? [] : [quoted, text];
}

/** The text between quotes, escapes as in JSON; undefined where an escape is unknown. */
function unquote(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1);
  const asJson = quoted.startsWith('"') ? inner : inner.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"');
  try {
    return JSON.parse(`"${asJson}"`) as string;
  } catch {
    return undefined;
  }
}

function hint(rest: string): string {
  if (rest.startsWith("..")) return "; it cannot search, name every level";
  if (/^(\.\*|\[\*)/.test(rest)) return "; it names one value, so no *";
  if (rest.startsWith("[?")) return "; it names one value, so no filter";
  if (/^\[-?\d*:/.test(rest)) return "; it names one value, so no slice";
  if (rest.startsWith("[-")) return "; places count from 0, from the start";
  if (rest.startsWith("-") || /^\.[^A-Za-z_$]/.test(rest)) return '; write other names as ["a-b"]';
  return '; write .name, ["any name"] or [0]';
}
