import type { JsonObject } from "../../../domain/schema/json.ts";

/** A block of a rich text, made by the functions of this file only: what people wrote never becomes structure. */
export type AdfBlock = JsonObject & { readonly type: "paragraph" | "heading" | "bulletList" };
/** A rich text as Jira takes it for descriptions and comments. */
export type AdfDocument = JsonObject & { readonly type: "doc" };

// Jira takes 32,767 characters; the rest of the request must find room beside it.
const LONGEST_DOCUMENT = 30_000;
const LONGEST_TEXT = 4_000;
const MOST_ITEMS = 50;
const SHORTENED = paragraph("The rest is left out here; Holdfast shows all of it.");

/** A paragraph; line breaks in it become spaces. */
export function paragraph(text: string): AdfBlock {
  return { type: "paragraph", content: inline(text) };
}

/** A heading of the third level. */
export function heading(text: string): AdfBlock {
  return { type: "heading", attrs: { level: 3 }, content: inline(text) };
}

/** A list, the first fifty items of it; undefined for none, which Jira would refuse. */
export function bulletList(items: readonly string[]): AdfBlock | undefined {
  if (items.length === 0) return undefined;
  const shown = items.length > MOST_ITEMS ? items.slice(0, MOST_ITEMS - 1) : items;
  const rest = items.length > shown.length ? [`and ${items.length - shown.length} more`] : [];
  const content = [...shown, ...rest].map((item) => ({ type: "listItem", content: [paragraph(item)] }));
  return { type: "bulletList", content };
}

/** The lines of a text, a paragraph each; empty ones are left out. */
export function paragraphs(text: string): readonly AdfBlock[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map(paragraph);
}

/** A document of these blocks. What does not fit into 30,000 characters is left out at the end, and that is said. */
export function adfDocument(blocks: readonly (AdfBlock | undefined)[]): AdfDocument {
  const given = blocks.filter((block) => block !== undefined);
  const content: AdfBlock[] = [];
  let left = LONGEST_DOCUMENT - JSON.stringify(document([SHORTENED])).length;
  for (const block of given) {
    left -= JSON.stringify(block).length + 1;
    if (left < 0) return document([...content, SHORTENED]);
    content.push(block);
  }
  return document(content);
}

/** The words of a rich text, in order, without its structure; empty for what is none. */
export function plainText(node: unknown): string {
  if (Array.isArray(node)) return node.map(plainText).join(" ");
  if (typeof node !== "object" || node === null) return "";
  const { text, content } = node as { readonly text?: unknown; readonly content?: unknown };
  return typeof text === "string" ? text : plainText(content);
}

function document(content: readonly AdfBlock[]): AdfDocument {
  return { type: "doc", version: 1, content };
}

function inline(text: string): readonly JsonObject[] {
  const clean = cleanText(text, LONGEST_TEXT);
  // Jira refuses a text node without a character.
  return clean === "" ? [] : [{ type: "text", text: clean }];
}

/** One line without control characters and half characters, of at most so many characters. */
export function cleanText(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}
