/** Text of bytes that are UTF-8; undefined for any other. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Fields of a form by name; undefined where it is none: a field twice, or escapes that are no UTF-8. */
export function parseForm(text: string): Readonly<Record<string, string>> | undefined {
  try {
    decodeURIComponent(text);
  } catch {
    return undefined;
  }
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in fields) return undefined;
    fields[name] = value;
  }
  return fields;
}

/** A JSON value; undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
