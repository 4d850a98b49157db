import { problemsOfBlocks } from "./check-blocks.ts";
import { escapeBlocks, escapeText } from "./escape-text.ts";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { Render } from "./message.ts";
import { refused, refusedWith } from "./refused.ts";
import { withIds } from "./with-ids.ts";

const TEXT_LENGTH_MAX = 40_000;

/**
 * What a message will show, as Slack keeps it.
 *
 * @throws Refused when there is nothing to show, too much, or blocks that break a rule.
 */
export function renderOf({ text, blocks }: { readonly text?: string | undefined; readonly blocks?: unknown }): Render {
  if (blocks !== undefined && !Array.isArray(blocks)) throw refused("invalid_blocks_format");
  const parts: readonly JsonObject[] = blocks ?? [];
  if ((text === undefined || text === "") && parts.length === 0) throw refused("no_text");
  if (text !== undefined && text.length > TEXT_LENGTH_MAX) throw refused("msg_too_long");
  const problems = problemsOfBlocks(parts, "message");
  if (problems.length > 0) throw refusedWith("invalid_blocks", problems);
  return { text: escapeText(text ?? ""), blocks: escapeBlocks(withIds(parts)) };
}

/**
 * The metadata of a message; undefined when there is none.
 *
 * @throws Refused when it is not what Slack takes.
 */
export function metadataOf(value: unknown): JsonObject | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw refused("invalid_metadata_format");
  if (Object.keys(value).length === 0) return undefined;
  const { event_type: type, event_payload: payload } = value as { event_type?: unknown; event_payload?: unknown };
  if (typeof type !== "string" || !isObject(payload)) throw refused("invalid_metadata_schema");
  return { event_type: type, event_payload: payload };
}
