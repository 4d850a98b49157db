/** The largest file, bytes of UTF-8. */
export const BYTES_MAX = 1_048_576;

// C0 without tab, line feed and carriage return, DEL, C1 without NEL, the byte order mark inside, non-characters, lone surrogates.
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** Position and name of the first character that no document may hold; undefined when there is none. */
export function forbiddenCharacter(text: string): { readonly offset: number; readonly name: string } | undefined {
  const offset = text.search(FORBIDDEN);
  if (offset < 0) return undefined;
  const code = text.charCodeAt(offset);
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return { offset, name: code === 0 ? "a NUL character" : `the character U+${hex}` };
}
