import { z } from "zod";
import { type Inbound, inboxKey } from "./inbound.ts";
import { parseForm } from "./parse-form.ts";

const Id = z.string().min(1).max(100);
const Command = z.object({
  command: z.string().min(1).max(100),
  text: z.string().max(4_000).default(""),
  user_id: Id,
  team_id: Id.optional(),
  enterprise_id: Id.optional(),
  // Text here, and a boolean in interactions.
  is_enterprise_install: z.string().max(10).optional(),
  api_app_id: Id,
  response_url: z.string().max(2_000).default(""),
  trigger_id: Id,
});

/** A slash command. */
export function parseCommand(text: string): Inbound {
  const parsed = Command.safeParse(parseForm(text));
  if (!parsed.success) return { kind: "malformed" };
  const { api_app_id: appId, user_id: user, trigger_id: trigger, text: words, response_url: responseUrl } = parsed.data;
  const team = parsed.data.is_enterprise_install === "true" ? parsed.data.enterprise_id : parsed.data.team_id;
  if (team === undefined) return { kind: "malformed" };
  return {
    kind: "item",
    appId,
    key: inboxKey("command", [team, user, trigger]),
    item: { kind: "command", by: { team, user, home: "" }, text: words, responseUrl },
  };
}
