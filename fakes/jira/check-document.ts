import type { JsonObject } from "./issue.ts";

const INLINE = ["text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status"];
const LISTS = ["bulletList", "orderedList"];
const SIMPLE = ["paragraph", "heading", "codeBlock", "rule", ...LISTS];

/** What each kind of node may contain. */
const CHILDREN_BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  doc: [...SIMPLE, "table", "blockquote", "panel", "expand"],
  paragraph: INLINE,
  heading: INLINE,
  bulletList: ["listItem"],
  orderedList: ["listItem"],
  listItem: ["paragraph", "codeBlock", ...LISTS],
  codeBlock: ["text"],
  table: ["tableRow"],
  tableRow: ["tableCell", "tableHeader"],
  tableCell: [...SIMPLE, "blockquote", "panel"],
  tableHeader: [...SIMPLE, "blockquote", "panel"],
  blockquote: ["paragraph", "codeBlock", ...LISTS],
  panel: ["paragraph", "heading", ...LISTS],
  expand: [...SIMPLE, "table", "blockquote", "panel"],
  rule: [],
  ...Object.fromEntries(INLINE.map((type) => [type, []])),
};

const NEVER_EMPTY = ["bulletList", "orderedList", "listItem", "table", "tableRow", "tableCell", "tableHeader"];
const MARKS = ["link", "strong", "em", "code", "strike", "underline", "subsup", "textColor", "backgroundColor"];
const LENGTH_MAX = 32_767;

/** Says what keeps a value from being a document in the Atlassian Document Format; undefined when nothing does. */
export function problemOfDocument(value: unknown): string | undefined {
  if (!isObject(value) || value["type"] !== "doc" || value["version"] !== 1) {
    return "Operation value must be an Atlassian Document (see the Atlassian Document Format)";
  }
  if (!Array.isArray(value["content"])) return "the document has no content";
  if (JSON.stringify(value).length > LENGTH_MAX) return "The entered text is too long: CONTENT_LIMIT_EXCEEDED";
  return problemOfNode(value);
}

function problemOfNode(node: JsonObject): string | undefined {
  const type = String(node["type"]);
  const allowed = CHILDREN_BY_TYPE[type];
  if (allowed === undefined) return `there is no node "${type}"`;
  const own = problemOfAttributes(type, node);
  if (own !== undefined) return own;
  const children = node["content"] ?? [];
  if (!Array.isArray(children)) return `content of "${type}" is not a list`;
  if (children.length === 0 && NEVER_EMPTY.includes(type)) return `"${type}" is empty`;
  for (const child of children) {
    if (!isObject(child)) return `"${type}" contains something that is no node`;
    if (!allowed.includes(String(child["type"]))) return `"${type}" may not contain "${String(child["type"])}"`;
    if (type === "codeBlock" && child["marks"] !== undefined) return "text in a codeBlock has no marks";
    const problem = problemOfNode(child);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfAttributes(type: string, { attrs, text, marks }: JsonObject): string | undefined {
  if (type === "text" && (typeof text !== "string" || text === "")) return "a text node has no text";
  if (type === "heading" && ![1, 2, 3, 4, 5, 6].includes(Number(isObject(attrs) ? attrs["level"] : undefined))) {
    return "a heading has a level from 1 to 6";
  }
  if (marks === undefined) return undefined;
  if (type !== "text" || !Array.isArray(marks)) return `"${type}" has no marks`;
  for (const mark of marks) {
    if (!isObject(mark) || !MARKS.includes(String(mark["type"]))) return "there is no such mark";
    const isLink = mark["type"] === "link";
    if (isLink && !(isObject(mark["attrs"]) && typeof mark["attrs"]["href"] === "string")) return "a link has a href";
  }
  return undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
