import { z } from "zod";
import { type Inbound, inboxKey } from "./inbound.ts";
import { parseJson } from "./parse-form.ts";

const Challenge = z.object({ type: z.literal("url_verification"), challenge: z.string().min(1).max(1_000) });
const Event = z.object({
  type: z.literal("event_callback"),
  api_app_id: z.string().min(1).max(100),
  team_id: z.string().max(100).nullish(),
  enterprise_id: z.string().max(100).nullish(),
  event_id: z.string().min(1).max(200),
  event: z.object({ type: z.string().min(1).max(100) }),
});
const Other = z.object({ type: z.string().min(1).max(100), api_app_id: z.string().max(100).optional() });

/** An event, or the question whether this address is ours. */
export function parseEvent(text: string): Inbound {
  const value = parseJson(text);
  const challenge = Challenge.safeParse(value);
  if (challenge.success) return { kind: "challenge", challenge: challenge.data.challenge };
  const parsed = Event.safeParse(value);
  if (parsed.success) {
    const { api_app_id: appId, event_id: id, event, team_id: team, enterprise_id: enterprise } = parsed.data;
    const item = { kind: "event", team: team ?? enterprise ?? "", type: event.type } as const;
    return { kind: "item", appId, key: inboxKey("event", [id]), item };
  }
  const other = Other.safeParse(value);
  if (!other.success || other.data.type === "event_callback" || other.data.type === "url_verification")
    return { kind: "malformed" };
  return { kind: "nothing", ...(other.data.api_app_id === undefined ? {} : { appId: other.data.api_app_id }) };
}
