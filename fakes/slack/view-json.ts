import type { JsonObject } from "./json.ts";
import type { View } from "./message.ts";
import type { Token } from "./workspace.ts";

/** A view as the API and the callbacks show it. */
export function viewJson(view: View, { appId, botId }: Token, values: JsonObject = {}): JsonObject {
  const { id, teamId, hash, content } = view;
  return {
    id,
    team_id: teamId,
    type: "modal",
    blocks: content["blocks"],
    private_metadata: content["private_metadata"] ?? "",
    callback_id: content["callback_id"] ?? "",
    state: { values },
    hash,
    title: content["title"],
    clear_on_close: content["clear_on_close"] ?? false,
    notify_on_close: content["notify_on_close"] ?? false,
    close: content["close"] ?? null,
    submit: content["submit"] ?? null,
    previous_view_id: null,
    root_view_id: id,
    app_id: appId,
    external_id: "",
    app_installed_team_id: teamId,
    bot_id: botId,
  };
}
