/**
 * Whether a path fits a pattern, in which `*` stands for any text, also none. Backslashes, which stand before dots inside a
 * key of a path, are left out of both: a pattern is written without them, or as a path is shown. Takes time in proportion
 * to both lengths.
 */
export function matchesPattern(given: string, path: string): boolean {
  const pattern = given.replace(/\\([.\\])/g, "$1");
  const text = path.replace(/\\(.)/gsu, "$1");
  let [at, inPattern] = [0, 0];
  let star: { readonly inPattern: number; at: number } | undefined;
  while (at < text.length) {
    if (pattern[inPattern] === "*") {
      star = { inPattern: inPattern + 1, at };
      inPattern += 1;
    } else if (pattern[inPattern] === text[at]) {
      at += 1;
      inPattern += 1;
    } else if (star === undefined) {
      return false;
    } else {
      // The last star takes one character more; what earlier ones took stays right.
      star.at += 1;
      [at, inPattern] = [star.at, star.inPattern];
    }
  }
  while (pattern[inPattern] === "*") inPattern += 1;
  return inPattern === pattern.length;
}
