import { html } from "hono/html";
import { isObject } from "./check-document.ts";
import type { JsonObject } from "./issue.ts";

const BLOCKS = ["paragraph", "heading", "codeBlock", "listItem", "tableRow", "hardBreak"];

/** A document as plain text, one line for each block. */
export function documentText(node: unknown): string {
  return textOf(node).replaceAll(/\n+/g, "\n").trim();
}

/** A plain text as a document, one paragraph for each line. */
export function documentOf(text: string): JsonObject {
  const lines = text.split("\n").map((line) => line.trim());
  const paragraphs = lines.filter((line) => line !== "").map((line) => [{ type: "text", text: line }]);
  return { type: "doc", version: 1, content: paragraphs.map((content) => ({ type: "paragraph", content })) };
}

/** A document as HTML: its blocks, lists and links, without any other formatting. */
export function documentHtml(node: unknown): unknown {
  if (!isObject(node)) return "";
  if (node["type"] === "text") {
    const href = hrefOf(node);
    return href === undefined ? String(node["text"]) : html`<a href="${href}">${String(node["text"])}</a>`;
  }
  const inside = childrenOf(node).map(documentHtml);
  switch (node["type"]) {
    case "bulletList":
      return html`<ul>
        ${inside}
      </ul>`;
    case "orderedList":
      return html`<ol>
        ${inside}
      </ol>`;
    case "listItem":
      return html`<li>${inside}</li>`;
    case "codeBlock":
      return html`<pre>${inside}</pre>`;
    default:
      return BLOCKS.includes(String(node["type"])) ? html`<div>${inside}</div>` : html`${inside}`;
  }
}

function textOf(node: unknown): string {
  if (!isObject(node)) return "";
  if (node["type"] === "text") return String(node["text"]);
  const inside = childrenOf(node).map(textOf).join("");
  return BLOCKS.includes(String(node["type"])) ? `${inside}\n` : inside;
}

function childrenOf({ content }: JsonObject): readonly unknown[] {
  return Array.isArray(content) ? content : [];
}

function hrefOf({ marks }: JsonObject): string | undefined {
  if (!Array.isArray(marks)) return undefined;
  for (const mark of marks) {
    const href = isObject(mark) && isObject(mark["attrs"]) ? mark["attrs"]["href"] : undefined;
    if (typeof href === "string" && /^https?:\/\//.test(href)) return href;
  }
  return undefined;
}
