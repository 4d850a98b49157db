import { z } from "zod";
import type { Call } from "./commit-effect.ts";
import { pointed } from "./check-text.ts";
import { parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { Tier } from "./rate-limits.ts";
import { refused, refusedWith } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { Channel, Token } from "./workspace.ts";

/** A call of a method of the web API, by a token that may make it. */
export interface ApiRequest {
  readonly token: Token;
  readonly call: Call;
  readonly fields: JsonObject;
}

/** A method of the web API. */
export interface Method {
  readonly name: string;
  /** One of these is enough; empty: none is needed. */
  readonly scopes: readonly string[];
  readonly tier: Tier;
  /** What it answers besides `ok`. @throws Refused */
  run(slack: Slack, request: ApiRequest): Promise<JsonObject> | JsonObject;
}

/** A yes or no, as forms and JSON say it. */
export const Flag = z.preprocess((value) => value === true || value === "true" || value === "1", z.boolean());

/** A number of items, as forms and JSON say it. */
export const Count = z.coerce.number().int().min(1);

/** A JSON value, which comes as a text in forms. A text that is no JSON stays one. */
export const Json = z.preprocess((value) => {
  return typeof value === "string" ? (value === "" ? undefined : (parseJson(value) ?? value)) : value;
}, z.unknown());

/**
 * The fields of a call, parsed.
 *
 * @throws Refused `invalid_arguments`, which names what is wrong.
 */
export function parseFields<T>(schema: z.ZodType<T>, fields: JsonObject): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const messages = parsed.error.issues.map(({ path, message }) => pointed(message, `/${path.join("/")}`));
  throw refusedWith("invalid_arguments", messages);
}

/**
 * The channel of that id or `#name`, as the token may see it.
 *
 * @throws Refused `channel_not_found`, for private channels without the bot, too.
 */
export function findChannel({ world }: Slack, { token }: ApiRequest, idOrName: string): Channel {
  const name = idOrName.replace(/^#/, "");
  const channels = [...world.channel.values()].filter(({ teamId }) => teamId === token.teamId);
  const channel = channels.find(({ id }) => id === idOrName) ?? channels.find((other) => other.name === name);
  if (channel === undefined) throw refused("channel_not_found");
  if (channel.kind !== "public" && !channel.members.includes(token.botUserId)) throw refused("channel_not_found");
  return channel;
}
