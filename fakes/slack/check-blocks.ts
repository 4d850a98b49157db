import { checkElement } from "./check-element.ts";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { checkText, checkTextLength, pointed } from "./check-text.ts";

/** Where blocks stand: they differ in how many there may be, and of which types. */
export type Surface = "message" | "modal";

const BLOCKS_MAX = { message: 50, modal: 100 };
const TYPES = {
  message: ["actions", "context", "divider", "header", "image", "markdown", "rich_text", "section", "video"],
  modal: ["actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"],
};

/** What is wrong with the blocks, each with a pointer; empty when nothing is. */
export function problemsOfBlocks(blocks: unknown, surface: Surface, pointer = "/blocks"): string[] {
  if (!Array.isArray(blocks)) return [pointed("must be an array", pointer)];
  const problems: string[] = [];
  if (blocks.length > BLOCKS_MAX[surface]) {
    problems.push(pointed(`no more than ${BLOCKS_MAX[surface]} items allowed`, pointer));
  }
  const ids = new Set<unknown>();
  for (const [index, block] of blocks.entries()) {
    const at = `${pointer}/${index}`;
    if (!isObject(block)) {
      problems.push(pointed("must be an object", at));
      continue;
    }
    problems.push(...problemsOfBlock(block, surface, at));
    const id = block["block_id"];
    if (id !== undefined && ids.has(id)) problems.push(pointed(`duplicate block_id: ${String(id)}`, `${at}/block_id`));
    ids.add(id);
  }
  return problems;
}

function problemsOfBlock(block: JsonObject, surface: Surface, at: string): string[] {
  const type = String(block["type"]);
  if (!TYPES[surface].includes(type)) return [pointed(`unsupported type: ${type}`, `${at}/type`)];
  const ownId = block["block_id"] === undefined ? [] : checkTextLength(block["block_id"], 255, `${at}/block_id`);
  return [...ownId, ...problemsOfType(type, block, at)];
}

function problemsOfType(type: string, block: JsonObject, at: string): string[] {
  switch (type) {
    case "header":
      return checkText(block["text"], { max: 150, types: ["plain_text"], at: `${at}/text` });
    case "section":
      return problemsOfSection(block, at);
    case "context":
      return problemsOfContext(block, at);
    case "actions":
      return listOf(block["elements"], { max: 25, at: `${at}/elements` }, checkElement);
    case "input":
      return [
        ...checkText(block["label"], { max: 2000, types: ["plain_text"], at: `${at}/label` }),
        ...checkElement(block["element"], `${at}/element`),
      ];
    default:
      return [];
  }
}

function problemsOfSection(block: JsonObject, at: string): string[] {
  const { text, fields, accessory } = block as { text?: unknown; fields?: unknown; accessory?: unknown };
  if (text === undefined && fields === undefined) return [pointed("missing required field: text or fields", at)];
  return [
    ...(text === undefined ? [] : checkText(text, { max: 3000, at: `${at}/text` })),
    ...(fields === undefined
      ? []
      : listOf(fields, { max: 10, at: `${at}/fields` }, (field, fieldAt) =>
          checkText(field, { max: 2000, at: fieldAt }),
        )),
    ...(accessory === undefined ? [] : checkElement(accessory, `${at}/accessory`)),
  ];
}

function problemsOfContext(block: JsonObject, at: string): string[] {
  return listOf(block["elements"], { max: 10, at: `${at}/elements` }, (element, elementAt) => {
    if (isObject(element) && element["type"] === "image") return [];
    return checkText(element, { max: 3000, at: elementAt });
  });
}

function listOf(
  list: unknown,
  { max, at }: { readonly max: number; readonly at: string },
  check: (item: unknown, at: string) => string[],
): string[] {
  if (!Array.isArray(list)) return [pointed("missing required field", at)];
  if (list.length === 0) return [pointed("no fewer than 1 items required", at)];
  const tooMany = list.length > max ? [pointed(`no more than ${max} items allowed`, at)] : [];
  return [...tooMany, ...list.flatMap((item, index) => check(item, `${at}/${index}`))];
}
