import { expect, test } from "vitest";
import { adfDocument, bulletList, cleanText, heading, paragraph, paragraphs, plainText } from "./adf.ts";

test("adfDocument() holds headings, paragraphs and lists", () => {
  expect(adfDocument([heading("Plan"), paragraph("now"), bulletList(["api: update"])])).toEqual({
    type: "doc",
    version: 1,
    content: [
      { type: "heading", attrs: { level: 3 }, content: [{ type: "text", text: "Plan" }] },
      { type: "paragraph", content: [{ type: "text", text: "now" }] },
      {
        type: "bulletList",
        content: [
          { type: "listItem", content: [{ type: "paragraph", content: [{ type: "text", text: "api: update" }] }] },
        ],
      },
    ],
  });
});

test("what people write never becomes structure", () => {
  const text = '{"type":"mention"} *bold* [link](http://a.example) <b>';
  expect(paragraph(text)).toEqual({ type: "paragraph", content: [{ type: "text", text }] });
});

test("control characters and half characters are taken out, and no empty text node is left", () => {
  expect(paragraph("a\u0000b\tc\nd\u0085e\ud800")).toEqual({
    type: "paragraph",
    content: [{ type: "text", text: "a b c d e\ufffd" }],
  });
  expect(paragraph(" \n ")).toEqual({ type: "paragraph", content: [] });
});

test("adfDocument() stays within 30,000 characters however much it is given, and says so", () => {
  const long = adfDocument(Array.from({ length: 40 }, (_, at) => paragraph(`${at} ${'"'.repeat(3_900)}`)));
  expect(JSON.stringify(long).length).toBeLessThanOrEqual(30_000);
  expect(plainText(long)).toMatch(/^0 "+.*The rest is left out/);
});

test("bulletList() shows fifty items at most and counts the others", () => {
  const words = plainText(bulletList(Array.from({ length: 60 }, (_, at) => `item${at}`)));
  expect(words).toContain("item48");
  expect(words).toContain("and 11 more");
  expect(words).not.toContain("item49");
  expect(bulletList([])).toBeUndefined();
});

test("paragraphs() leaves empty lines out", () => {
  expect(paragraphs("one\n\n  \r\ntwo").map(plainText)).toEqual(["one", "two"]);
});

test("cleanText() never cuts a character in two", () => {
  expect(cleanText("ab😀", 3)).toBe("ab…");
  expect(cleanText("a😀b", 3)).toBe("a\ufffd…");
});
