import { randomBytes } from "node:crypto";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** Blocks with an id for each block and each element that has none, as Slack gives them. */
export function withIds(blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.map((block) => {
    const elements = block["elements"];
    const parts: Record<string, unknown> = {};
    if (block["type"] === "actions" && Array.isArray(elements)) parts["elements"] = elements.map(withActionId);
    if (isObject(block["accessory"])) parts["accessory"] = withActionId(block["accessory"]);
    if (isObject(block["element"])) parts["element"] = withActionId(block["element"]);
    return { block_id: shortId(), ...block, ...parts };
  });
}

function withActionId(element: unknown): unknown {
  return isObject(element) && element["type"] !== "image" ? { action_id: shortId(), ...element } : element;
}

function shortId(): string {
  return randomBytes(4).toString("base64url");
}
