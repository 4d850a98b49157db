import { expect, test } from "vitest";
import { escapeBlocks, escapeText } from "./escape-text.ts";

test.each([
  { text: "a & b", kept: "a &amp; b" },
  { text: "1 < 2 > 1", kept: "1 &lt; 2 &gt; 1" },
  { text: "&amp; &lt; &gt; &nbsp;", kept: "&amp; &lt; &gt; &amp;nbsp;" },
  { text: "<script>", kept: "&lt;script&gt;" },
  { text: "<javascript:alert(1)|x>", kept: "&lt;javascript:alert(1)|x&gt;" },
  { text: "<https://x.example/?a=1&b=2|a link>", kept: "<https://x.example/?a=1&b=2|a link>" },
  { text: "<@U0ANA> <#C0DEV|dev> <!here>", kept: "<@U0ANA> <#C0DEV|dev> <!here>" },
  { text: "<!date^1790000000^{date_short} {time}|at noon>", kept: "<!date^1790000000^{date_short} {time}|at noon>" },
])("$text is kept as $kept", ({ text, kept }) => {
  expect(escapeText(text)).toBe(kept);
});

test("texts in blocks are escaped, values and ids are not", () => {
  const button = { type: "button", action_id: "a&b", value: "<&>", text: { type: "plain_text", text: "A & B" } };
  const blocks = [{ type: "actions", block_id: "x<y", elements: [button] }];
  const kept = { ...button, text: { type: "plain_text", text: "A &amp; B" } };
  expect(escapeBlocks(blocks)).toEqual([{ type: "actions", block_id: "x<y", elements: [kept] }]);
});
