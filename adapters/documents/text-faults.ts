/** The largest file, bytes of UTF-8. */
export const BYTES_MAX = 1_048_576;

// Controls but tab, line feed, carriage return and next line; the byte order mark inside; what Unicode leaves out.
const FORBIDDEN = /(?![\t\n\r\u0085])[\p{Cc}\p{Noncharacter_Code_Point}\p{Surrogate}\ufeff]/u;

/** Position and name of the first character that no document may hold; undefined when there is none. */
export function forbiddenCharacter(text: string): { readonly offset: number; readonly name: string } | undefined {
  const offset = text.search(FORBIDDEN);
  if (offset < 0) return undefined;
  const code = text.codePointAt(offset) ?? 0;
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return { offset, name: code === 0 ? "a NUL character" : `the character U+${hex}` };
}
