import { escapedLine } from "./text.ts";

const URL_MAX = 1_000;
const DATE_MAX_MS = 8.64e15;
const isInstant = (ms: number) => ms >= 0 && ms <= DATE_MAX_MS;

/** An instant in the reader's own time zone; `UTC` where the reader's program shows no dates. */
export function instant(ms: number): string {
  if (!isInstant(ms)) return "?";
  const fallback = `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(ms / 1_000)}^{date_short_pretty} {time}|${fallback}>`;
}

/** An instant where nothing is laid out. */
export function plainInstant(ms: number): string {
  if (!isInstant(ms)) return "?";
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** An address that may be shown as a link: http or https, and no credentials in it. Undefined for any other. */
export function safeUrl(url: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) return undefined;
  if (parsed.username !== "" || parsed.password !== "") return undefined;
  const href = parsed.href.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E");
  return href.length > URL_MAX ? undefined : href;
}

/** A link with a title; undefined where the address may not be shown. */
export function link(title: string, url: string): string | undefined {
  const href = safeUrl(url);
  return href === undefined ? undefined : `<${href.replaceAll("&", "&amp;")}|${escapedLine(title, 100)}>`;
}

/** Up to so many names, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map((name) => escapedLine(name, 60));
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** `1 vote`, `2 votes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** As many of the lines as fit, in their order, and how many were left out. None is cut: they may hold links and dates. */
export function fitted(
  lines: readonly string[],
  { between, longest }: { readonly between: string; readonly longest: number },
): { readonly text: string; readonly left: number } {
  let text = "";
  for (const [index, line] of lines.entries()) {
    const longer = index === 0 ? line : `${text}${between}${line}`;
    if (longer.length > longest) return { text, left: lines.length - index };
    text = longer;
  }
  return { text, left: 0 };
}
