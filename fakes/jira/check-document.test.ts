import { expect, test } from "vitest";
import { problemOfDocument } from "./check-document.ts";

const doc = (...content: unknown[]) => ({ type: "doc", version: 1, content });
const text = (words: string, ...marks: unknown[]) => ({
  type: "text",
  text: words,
  ...(marks.length === 0 ? {} : { marks }),
});
const paragraph = (...content: unknown[]) => ({ type: "paragraph", content });
const link = { type: "link", attrs: { href: "https://holdfast.example/promotions/912" } };
const cell = { type: "tableCell", attrs: {}, content: [paragraph(text("1"))] };

test.each([
  { of: "an empty document", value: doc() },
  { of: "a paragraph with a link", value: doc(paragraph(text("Plan "), text("promotion 912", link))) },
  { of: "a heading", value: doc({ type: "heading", attrs: { level: 2 }, content: [text("Plan")] }) },
  { of: "a list", value: doc({ type: "bulletList", content: [{ type: "listItem", content: [paragraph()] }] }) },
  { of: "a code block", value: doc({ type: "codeBlock", attrs: { language: "yaml" }, content: [text("a: 1")] }) },
  { of: "a table", value: doc({ type: "table", content: [{ type: "tableRow", content: [cell] }] }) },
])("$of is a document", ({ value }) => {
  expect(problemOfDocument(value)).toBeUndefined();
});

test.each([
  { of: "a plain text", value: "Plan", problem: "must be an Atlassian Document" },
  { of: "a document without version", value: { type: "doc", content: [] }, problem: "must be an Atlassian Document" },
  { of: "a document without content", value: { type: "doc", version: 1 }, problem: "no content" },
  { of: "bare text in the document", value: doc(text("Plan")), problem: '"doc" may not contain "text"' },
  { of: "an empty text", value: doc(paragraph(text(""))), problem: "no text" },
  { of: "an unknown node", value: doc({ type: "script" }), problem: '"doc" may not contain "script"' },
  { of: "an empty list", value: doc({ type: "bulletList", content: [] }), problem: '"bulletList" is empty' },
  { of: "a heading without level", value: doc({ type: "heading", content: [] }), problem: "level from 1 to 6" },
  { of: "a link without address", value: doc(paragraph(text("a", { type: "link" }))), problem: "href" },
  { of: "an unknown mark", value: doc(paragraph(text("a", { type: "blink" }))), problem: "no such mark" },
  { of: "a long text", value: doc(paragraph(text("a".repeat(32_768)))), problem: "CONTENT_LIMIT_EXCEEDED" },
])("$of is no document", ({ value, problem }) => {
  expect(problemOfDocument(value)).toContain(problem);
});
