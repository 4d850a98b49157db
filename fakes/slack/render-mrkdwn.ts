import { html, raw } from "hono/html";
import { withEmoji } from "./emoji.ts";
import { renderDate } from "./render-date.ts";

/** Who and what mentions stand for, by id; undefined for ids that nobody has. */
export type NameOf = (id: string) => string | undefined;

/** Markup that is safe to show. */
export type Markup = ReturnType<typeof html>;

interface Rule {
  readonly pattern: RegExp;
  /** What a match becomes. `inner` renders what is inside of it. */
  show(match: RegExpExecArray, inner: (text: string) => Markup, nameOf: NameOf): Markup;
}

const RULES: readonly Rule[] = [
  { pattern: /```\n?([\s\S]+?)\n?```/, show: ([, code = ""]) => html`<pre>${plainText(code)}</pre>` },
  { pattern: /`([^`\n]+)`/, show: ([, code = ""]) => html`<code>${plainText(code)}</code>` },
  { pattern: /<([^<>\n]+)>/, show: ([, control = ""], _inner, nameOf) => showControl(control, nameOf) },
  { pattern: styled(String.raw`\*`), show: ([, text = ""], inner) => html`<b>${inner(text)}</b>` },
  { pattern: styled("_"), show: ([, text = ""], inner) => html`<i>${inner(text)}</i>` },
  { pattern: styled("~"), show: ([, text = ""], inner) => html`<s>${inner(text)}</s>` },
  { pattern: /^&gt; ?(.*)(?:\n|$)/m, show: ([, text = ""], inner) => html`<blockquote>${inner(text)}</blockquote>` },
  { pattern: /\bhttps?:\/\/[^\s<>|]*[^\s<>|.,;:!?)]/, show: ([url]) => link(url, url) },
  { pattern: /\n/, show: () => html`<br />` },
];

/** Slack's markup as it is kept, as HTML. Whatever else is in it is shown as text. */
export function renderMrkdwn(text: string, nameOf: NameOf): Markup {
  const inner = (part: string): Markup => {
    const first = firstMatch(part);
    if (first === undefined) return html`${withEmoji(plainText(part))}`;
    const { rule, match } = first;
    const after = part.slice(match.index + match[0].length);
    const before = withEmoji(plainText(part.slice(0, match.index)));
    return html`${before}${rule.show(match, inner, nameOf)}${after === "" ? "" : inner(after)}`;
  };
  return inner(text);
}

/** A text without markup, as it was before Slack escaped it. */
export function plainText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A link, when it leads to a web page; its label alone when not. Both as Slack keeps them. */
export function link(url: string, label: string): Markup {
  const address = plainText(url);
  if (!/^https?:\/\//i.test(address)) return html`${plainText(label)}`;
  return html`<a href="${address}" target="_blank" rel="noreferrer noopener">${withEmoji(plainText(label))}</a>`;
}

function firstMatch(text: string): { readonly rule: Rule; readonly match: RegExpExecArray } | undefined {
  const matches = RULES.flatMap((rule) => {
    const match = rule.pattern.exec(text);
    return match === null ? [] : [{ rule, match }];
  });
  return matches.toSorted((one, other) => one.match.index - other.match.index)[0];
}

// The mark stands at the edge of a word, and no line ends within.
function styled(mark: string): RegExp {
  return new RegExp(
    String.raw`(?<![\w${mark}])${mark}([^\s${mark}](?:[^\n${mark}]*[^\s${mark}])?)${mark}(?![\w${mark}])`,
  );
}

function showControl(control: string, nameOf: NameOf): Markup {
  const bar = control.indexOf("|");
  const [target, label] = bar < 0 ? [control, undefined] : [control.slice(0, bar), control.slice(bar + 1)];
  const [, sign, id = ""] = /^([@#!])(.*)$/.exec(target) ?? [];
  if (sign === undefined) return link(target, label ?? target);
  if (sign === "!") return showSpecial(id, label, nameOf);
  return html`<span class="mention">${sign}${nameOf(id) ?? label ?? id}</span>`;
}

function showSpecial(special: string, label: string | undefined, nameOf: NameOf): Markup {
  const [kind = "", first = "", format = ""] = special.split("^");
  if (kind === "subteam") return html`<span class="mention">@${nameOf(first) ?? label ?? first}</span>`;
  const seconds = Number(first);
  if (kind !== "date" || !Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) {
    return html`<span class="mention">@${label ?? kind}</span>`;
  }
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${renderDate(seconds, format, Date.now())}</time>`;
}

/** Nothing. */
export const NOTHING: Markup = raw("");
