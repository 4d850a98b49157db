import type { Json } from "../../domain/schema/json.ts";

type Node = { readonly [key: string]: Json };

const isNode = (value: Json | undefined): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const nodes = (value: Json | undefined): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** What Slack would refuse of these blocks, as it counts in the worst case; empty for none. @see https://docs.slack.dev/reference/block-kit */
export function brokenLimits(blocks: readonly Json[], blocksMax = 50): readonly string[] {
  const broken: string[] = [];
  const limit = (where: string, value: Json | undefined, most: number) => {
    if (typeof value !== "string" || value === "") return void broken.push(`${where}: empty`);
    if (value.length > most) broken.push(`${where}: ${value.length} > ${most}`);
  };
  const text = (where: string, value: Json | undefined, most: number) => {
    if (!isNode(value)) return void broken.push(`${where}: no text`);
    const shown = String(value["text"]);
    // Slack stores a plain text escaped, too.
    const isPlain = value["type"] === "plain_text";
    limit(
      where,
      isPlain ? shown.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : shown,
      most,
    );
    if (!isPlain && hasBrokenMarkup(shown)) broken.push(`${where}: broken markup in ${shown.slice(-80)}`);
    if (!shown.isWellFormed()) broken.push(`${where}: half a surrogate pair`);
  };
  if (blocks.length > blocksMax) broken.push(`${blocks.length} blocks`);
  const ids = blocks.map((block) => (isNode(block) ? block["block_id"] : undefined));
  if (new Set(ids).size !== ids.length) broken.push("two blocks with one id");
  for (const block of blocks.filter(isNode)) {
    const id = String(block["block_id"]);
    limit("block_id", id, 255);
    if (block["type"] === "header") text(id, block["text"], 150);
    if (block["type"] === "section" && block["text"] !== undefined) text(id, block["text"], 3_000);
    const fields = nodes(block["fields"]);
    if (fields.length > 10) broken.push(`${id}: ${fields.length} fields`);
    for (const field of fields) text(id, field, 2_000);
    const elements = nodes(block["elements"]);
    if (block["type"] === "context") {
      if (elements.length > 10) broken.push(`${id}: ${elements.length} elements`);
      for (const element of elements) text(id, element, 3_000);
    }
    if (block["type"] === "actions") {
      if (elements.length > 25) broken.push(`${id}: ${elements.length} buttons`);
      for (const button of elements) {
        limit("action_id", button["action_id"], 255);
        limit("value", button["value"], 2_000);
        text("button", button["text"], 75);
        if (button["url"] !== undefined) limit("url", button["url"], 3_000);
        const { confirm } = button;
        if (!isNode(confirm)) continue;
        text("confirm title", confirm["title"], 100);
        text("confirm text", confirm["text"], 300);
        text("confirm yes", confirm["confirm"], 30);
        text("confirm no", confirm["deny"], 30);
      }
    }
  }
  return broken;
}

/** The same of a view. */
export function brokenViewLimits(view: Json): readonly string[] {
  if (!isNode(view)) return ["no view"];
  const titles = ["title", "submit", "close"].flatMap((key) => {
    const title = view[key];
    return isNode(title) && String(title["text"]).length > 24 ? [`${key} is too long`] : [];
  });
  const metadata = String(view["private_metadata"] ?? "").length > 3_000 ? ["private_metadata is too long"] : [];
  return [...titles, ...metadata, ...brokenLimits(Array.isArray(view["blocks"]) ? view["blocks"] : [], 100)];
}

/** True where a link, date or entity was cut, or where something is laid out that only a person's text can have brought. */
function hasBrokenMarkup(text: string): boolean {
  const rest = text.replaceAll(/<(?:https?:\/\/[^<>|\s]+|!date\^\d+\^\{date_short_pretty\} \{time\})\|[^<>]+>/g, "");
  return /[<]/.test(rest) || /^(?!> )[^\n]*>/m.test(rest.replaceAll(/^> /gm, "")) || /&(?!amp;|lt;|gt;)/.test(rest);
}
