/**
 * Position behind the quoted text that starts at `start`, as CEL quotes: one or three of `"` or `'`, escapes unless
 * an `r` stands before it. A quote that does not end goes to the end of the text.
 */
export function quoteEnd(text: string, start: number): number {
  const quote = text[start] ?? '"';
  const triple = quote.repeat(3);
  const mark = text.startsWith(triple, start) ? triple : quote;
  const isRaw = /(?<![A-Za-z0-9_])(?:[rR][bB]?|[bB][rR])$/.test(text.slice(Math.max(0, start - 3), start));
  let at = start + mark.length;
  while (at < text.length) {
    if (text[at] === "\\" && !isRaw) at += 2;
    else if (text.startsWith(mark, at)) return at + mark.length;
    else at += 1;
  }
  return text.length;
}
