import { expect, test } from "vitest";
import { renderMrkdwn } from "./render-mrkdwn.ts";

const NAMES: Readonly<Record<string, string>> = { U0ANA: "Ana", S0RELEASE: "release-managers", C0DEV: "shop-dev" };
const shown = (text: string) => String(renderMrkdwn(text, (id) => NAMES[id]));

test.each([
  { text: "*bold* _italic_ ~gone~", shows: "<b>bold</b> <i>italic</i> <s>gone</s>" },
  { text: "*_both_*", shows: "<b><i>both</i></b>" },
  { text: "2*3*4 and a_b_c", shows: "2*3*4 and a_b_c" },
  { text: "*From → to*\n4.11 → 4.12", shows: "<b>From → to</b><br />4.11 → 4.12" },
  { text: "run `a *b* &amp; c`", shows: "run <code>a *b* &amp; c</code>" },
  { text: "```\none\ntwo\n```", shows: "<pre>one\ntwo</pre>" },
  { text: "&gt; quoted\nnot", shows: "<blockquote>quoted</blockquote>not" },
  {
    text: "<@U0ANA> <#C0DEV> <!subteam^S0RELEASE> <!here>",
    shows: mentions("@Ana", "#shop-dev", "@release-managers", "@here"),
  },
  { text: "<@U0NOBODY>", shows: mentions("@U0NOBODY") },
  { text: ":warning: :unknown:", shows: "⚠️ :unknown:" },
])("$text is shown as $shows", ({ text, shows }) => {
  expect(shown(text)).toBe(shows);
});

test("links lead to web pages only", () => {
  const rel = 'target="_blank" rel="noreferrer noopener"';
  expect(shown("<https://x.example/?a=1&b=2|a &amp; b>")).toBe(
    `<a href="https://x.example/?a=1&amp;b=2" ${rel}>a &amp; b</a>`,
  );
  expect(shown("*<https://x.example/_a_|bold>*")).toBe(`<b><a href="https://x.example/_a_" ${rel}>bold</a></b>`);
  expect(shown("see https://x.example/a.")).toBe(`see <a href="https://x.example/a" ${rel}>https://x.example/a</a>.`);
  for (const url of ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.c"])
    expect(shown(`<${url}|label>`)).toBe("label");
});

test("markup of HTML is shown as text", () => {
  expect(shown("&lt;img src=x onerror=alert(1)&gt; \"quoted\" 'too'")).toBe(
    "&lt;img src=x onerror=alert(1)&gt; &quot;quoted&quot; &#39;too&#39;",
  );
  expect(shown('<https://x.example/"onmouseover="alert(1)|x>')).not.toContain('"onmouseover="');
  expect(shown("<script>alert(1)</script>")).not.toContain("<script");
});

test("a date is shown in its format, with the instant to hover over", () => {
  expect(shown("<!date^1790000000^{date_num} {time}|later>")).toBe(
    '<time datetime="2026-09-21T14:13:20.000Z" title="2026-09-21T14:13:20.000Z">2026-09-21 14:13</time>',
  );
  expect(shown("<!date^never^{date}|later>")).toContain("later");
});

function mentions(...names: string[]): string {
  return names.map((name) => `<span class="mention">${name}</span>`).join(" ");
}
