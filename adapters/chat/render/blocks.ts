import type { ChatPostMessageArguments, ViewsOpenArguments } from "@slack/web-api";
import type { Json } from "../../../domain/schema/json.ts";
import type { MessageContent } from "../port.ts";
import { cut, plain } from "./text.ts";

type AnyBlock = Extract<ChatPostMessageArguments, { blocks: unknown }>["blocks"][number];
type BlockOf<Type extends string> = Extract<AnyBlock, { type: Type }>;
/** The blocks that our messages are made of, as Slack's own types have them. */
export type Block = BlockOf<"header"> | BlockOf<"section"> | BlockOf<"context"> | BlockOf<"actions"> | BlockOf<"input">;
/** A button of an actions block. */
export type Button = Extract<BlockOf<"actions">["elements"][number], { type: "button" }>;
/** A form, or a page of details. */
export type Modal = Extract<ViewsOpenArguments["view"], { type: "modal" }>;

/** What a section or an element of a context may hold, escaped. Slack's limit is 3,000. */
export const TEXT_MAX = 2_800;
const HEADER_MAX = 150;
const FIELD_MAX = 600;
const FIELDS_MAX = 10;
const TOP_TEXT_MAX = 1_000;

// Verbatim: Slack makes no links and no mentions of its own out of names that people wrote.
const mrkdwn = (text: string, longest = TEXT_MAX) =>
  ({ type: "mrkdwn", text: cut(text, longest), verbatim: true }) as const;
/** Text that is shown as it is. */
export const plainText = (text: string, longest: number) =>
  ({ type: "plain_text", text: plain(text, longest), emoji: false }) as const;

/** A headline. */
export const header = (id: string, text: string): Block => ({
  type: "header",
  block_id: id,
  text: plainText(text, HEADER_MAX),
});

/** A paragraph, escaped already. */
export const section = (id: string, text: string): Block => ({ type: "section", block_id: id, text: mrkdwn(text) });

/** Facts side by side, each a bold title and a value that is escaped already; 10 at most. */
export const facts = (id: string, values: readonly (readonly [string, string])[]): Block => ({
  type: "section",
  block_id: id,
  fields: values.slice(0, FIELDS_MAX).map(([title, value]) => mrkdwn(`*${title}*\n${value}`, FIELD_MAX)),
});

/** Small print, escaped already. */
export const context = (id: string, text: string): Block => ({
  type: "context",
  block_id: id,
  elements: [mrkdwn(text)],
});

/** A message of blocks. `text` is for notifications and screen readers, escaped already. */
export function content(text: string, blocks: readonly Block[]): MessageContent {
  return { text: cut(text, TOP_TEXT_MAX), blocks: asJson(blocks) };
}

/** Blocks and views hold nothing but JSON; their types say it in more words than the port's. */
export const asJson = <Shown extends Json>(shown: unknown): Shown => shown as Shown;
