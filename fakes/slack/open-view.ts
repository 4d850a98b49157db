import { randomBytes } from "node:crypto";
import { z } from "zod";
import { Json, parseFields } from "./api-method.ts";
import type { Method } from "./api-method.ts";
import { problemsOfBlocks } from "./check-blocks.ts";
import { checkText, checkTextLength, pointed } from "./check-text.ts";
import { escapeBlocks } from "./escape-text.ts";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { View } from "./message.ts";
import { refused, refusedWith } from "./refused.ts";
import { randomId } from "./random-id.ts";
import { viewJson } from "./view-json.ts";
import { withIds } from "./with-ids.ts";

const VIEW_BYTES_MAX = 250_000;

const Open = z.object({ trigger_id: z.string().optional(), view: Json });

/** Opens a modal for the person who caused a trigger, once, while the trigger lives. */
export const openView: Method = {
  name: "views.open",
  scopes: [],
  tier: 4,
  async run({ world, commit }, { call, fields, token }) {
    const { trigger_id: triggerId = "", view: content } = parseFields(Open, fields);
    const trigger = world.trigger.get(triggerId);
    if (trigger === undefined) throw refused("invalid_trigger_id");
    if (trigger.isUsed) throw refused("exchanged_trigger_id");
    if (Date.now() >= trigger.expiresAt) throw refused("expired_trigger_id");
    const view: View = {
      id: randomId("V"),
      user: trigger.user,
      teamId: token.teamId,
      hash: newHash(),
      state: "open",
      content: checkedView(content),
      errors: {},
      typed: {},
    };
    await commit(call, {
      op: "view.open",
      effectId: view.id,
      after: { user: view.user, ...view.content },
      writes: [
        { table: "trigger", id: trigger.id, row: { ...trigger, isUsed: true } },
        { table: "view", id: view.id, row: view },
      ],
    });
    return { view: viewJson(view, token) };
  },
};

/** Marks a version of a view. */
export function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString("base64url")}`;
}

/**
 * A view as Slack keeps it.
 *
 * @throws Refused when it breaks a rule.
 */
export function checkedView(value: unknown): JsonObject {
  if (!isObject(value)) throw refusedWith("invalid_arguments", [pointed("must be an object", "/view")]);
  if (JSON.stringify(value).length > VIEW_BYTES_MAX) throw refused("view_too_large");
  const problems = problemsOfView(value);
  if (problems.length > 0) throw refusedWith("invalid_arguments", problems);
  return { ...value, blocks: escapeBlocks(withIds(value["blocks"] as JsonObject[])) };
}

function problemsOfView(view: JsonObject): string[] {
  const { type, title, submit, close, blocks } = view as Record<string, unknown>;
  if (type !== "modal") return [pointed("must be one of: modal", "/view/type")];
  const { private_metadata: metadata, callback_id: callbackId } = view as Record<string, unknown>;
  const isInput = (block: unknown) => isObject(block) && block["type"] === "input";
  const needsSubmit = Array.isArray(blocks) && blocks.some(isInput) && submit === undefined;
  return [
    ...checkText(title, { max: 24, types: ["plain_text"], at: "/view/title" }),
    ...(submit === undefined ? [] : checkText(submit, { max: 24, types: ["plain_text"], at: "/view/submit" })),
    ...(needsSubmit ? [pointed("missing required field: submit", "/view")] : []),
    ...(close === undefined ? [] : checkText(close, { max: 24, types: ["plain_text"], at: "/view/close" })),
    ...(metadata === undefined ? [] : checkTextLength(metadata, 3000, "/view/private_metadata")),
    ...(callbackId === undefined ? [] : checkTextLength(callbackId, 255, "/view/callback_id")),
    ...problemsOfBlocks(blocks, "modal", "/view/blocks"),
  ];
}
