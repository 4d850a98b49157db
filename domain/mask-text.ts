/** What stands for a secret. */
const MASK = "***";
/** Encoded forms, and lines of a secret, shorter than this are too common to look for. */
const SHORTEST_DERIVED = 6;
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * A function that replaces every given secret by `***`: as it is, each of its lines, and as it looks inside JSON, a
 * URL, hexadecimal and base64, also where it is only a part of what was encoded. Empty secrets are left out.
 */
export function textMasker(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter((secret) => secret !== "").flatMap(formsOf))];
  // The longest first, or a form inside another would leave the rest of it standing.
  const sorted = forms.toSorted((left, right) => right.length - left.length || (left < right ? -1 : 1));
  if (sorted.length === 0) return (text) => text;
  const pattern = new RegExp(sorted.map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|"), "g");
  return (text) => text.replace(pattern, MASK);
}

/** The text with every given secret replaced by `***`, see `textMasker`. */
export function maskText(text: string, secrets: readonly string[]): string {
  return textMasker(secrets)(text);
}

function formsOf(secret: string): readonly string[] {
  const bytes = utf8(secret);
  const derived = [
    ...secret.split(/\r?\n/),
    JSON.stringify(secret).slice(1, -1),
    percentEncoded(bytes),
    percentEncoded(bytes).replaceAll("%20", "+"),
    percentEncoded(bytes).replace(/%../g, (code) => code.toLowerCase()),
    hexadecimal(bytes),
    hexadecimal(bytes).toUpperCase(),
    ...base64Cores(bytes),
  ];
  const isTelling = (form: string) => form.length >= SHORTEST_DERIVED && form !== secret;
  return [secret, ...derived.filter(isTelling)];
}

/** The characters of base64 that follow from these bytes alone, for each place at which they may start in a longer text. */
function base64Cores(bytes: readonly number[]): readonly string[] {
  const cores = [0, 1, 2].map((before) => {
    const bits = [...Array.from({ length: before }, () => 0), ...bytes];
    const text = base64(bits);
    // A character holds 6 bits; one that shares bits with a neighbour's byte is not ours alone.
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bits.length * 8) / 6);
    return text.slice(first, last);
  });
  return cores.flatMap((core) => [core, core.replaceAll("+", "-").replaceAll("/", "_")]);
}

function base64(bytes: readonly number[]): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.slice(at, at + 3);
    const word = (first << 16) | (second << 8) | third;
    for (const shift of [18, 12, 6, 0]) text += BASE64[(word >> shift) & 63] ?? "";
  }
  return text;
}

function percentEncoded(bytes: readonly number[]): string {
  return bytes
    .map((byte) =>
      /[A-Za-z0-9_.~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${hexadecimal([byte]).toUpperCase()}`,
    )
    .join("");
}

function hexadecimal(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of a text in UTF-8; a lone surrogate becomes the replacement character, as encoders do it. */
function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}
