const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "“": "”",
  "„": "“",
  "«": "»",
  "‘": "’",
  "‚": "‘",
};
const CLOSING = new Set(['"', "”", "“", "»"]);

/**
 * Words of a command as people type and paste it. Quotes of any language keep words together, a mention or a link of
 * Slack (`<@U1|bo>`, `<http://x|x>`) is one word, and what Slack has escaped is as it was typed. A quote that is never
 * closed reaches to the end.
 */
export function tokenize(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let closing: string | undefined;
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charAt(place);
    if (closing !== undefined) {
      if (letter === closing || (closing === "”" && CLOSING.has(letter))) closing = undefined;
      else word = (word ?? "") + letter;
      continue;
    }
    const mention = letter === "<" ? /^<[^<>\s][^<>]*>/.exec(text.slice(place))?.[0] : undefined;
    if (mention !== undefined) {
      word = (word ?? "") + mention;
      place += mention.length - 1;
      continue;
    }
    if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    // Inside a word an apostrophe is a letter: "it's".
    const quote = QUOTES[letter];
    const isApostrophe = word !== undefined && ["'", "‘", "’", "‚"].includes(letter);
    if (quote !== undefined && !isApostrophe) {
      closing = quote;
      word ??= "";
      continue;
    }
    word = (word ?? "") + letter;
  }
  if (word !== undefined) words.push(word);
  return words.map((one) => (/^<.*>$/.test(one) ? one : unescaped(one)));
}

const unescaped = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
