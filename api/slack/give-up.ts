import type { SlackItem } from "../../domain/schema/slack-item.ts";
import { readFormMetadata } from "./button-value.ts";
import { replyLater } from "./reply-later.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { tell } from "./tell.ts";

/** Tells whoever sent something that it was given up. Answers what to add to its outcome. */
export async function giveUp(deps: SlackDeps, item: SlackItem): Promise<string> {
  const say = (what: string) =>
    `Holdfast could not handle this ${what}. See whether it was counted, or vote by CLI or API.`;
  switch (item.kind) {
    case "event":
      return "";
    case "click":
      await tell(deps, item, say("click"));
      return "";
    case "submission": {
      const form = readFormMetadata(item);
      if (form !== undefined) await tell(deps, { by: item.by, channel: form.c }, say("rejection"));
      return "";
    }
    case "command":
      return `; ${await replyLater(deps, item.responseUrl, "Holdfast could not answer this. Ask by CLI or API.")}`;
  }
}
