import { expect, it } from "vitest";
import { code, cut, escaped, escapedLine, plain } from "./text.ts";

it("escapes first and cuts then, never inside an entity or a letter of two halves", () => {
  expect(escaped("a<&>b", 100)).toBe("a&lt;&amp;&gt;b");
  expect(escaped("abc&def", 6)).toBe("abc…");
  expect(escaped("<<<", 8)).toBe("&lt;…");
  expect(cut("ab😀cd", 4)).toBe("ab…");
});

it("counts a text that is not laid out as Slack may store it", () => {
  expect(plain("&&&&", 11)).toBe("&&…");
  expect(plain("four", 4)).toBe("four");
});

it("shows that a text is empty, and takes nothing that cannot be seen", () => {
  expect(escaped("", 10)).toBe("–");
  expect(escapedLine("\u202eevil\0 \u200b", 10)).toBe("evil");
  expect(code("a`b", 10)).toBe("`a'b`");
  expect(escapedLine("two\n\nlines", 20)).toBe("two lines");
});
