import { Hono } from "hono";
import type { Context } from "hono";
import type { Method } from "./api-method.ts";
import { channelInfo, channelList, history, replies } from "./conversation-methods.ts";
import { readFields } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import type { JsonObject } from "./json.ts";
import { openView } from "./open-view.ts";
import { authTest, groupList, groupUsers, userByEmail, userInfo } from "./people-methods.ts";
import { postEphemeral } from "./post-ephemeral.ts";
import { postMessage } from "./post-message.ts";
import { Refused, refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import { updateMessage } from "./update-message.ts";
import type { Token } from "./workspace.ts";

const METHODS: readonly Method[] = [
  authTest,
  postMessage,
  updateMessage,
  postEphemeral,
  history,
  replies,
  channelInfo,
  channelList,
  openView,
  userInfo,
  userByEmail,
  groupList,
  groupUsers,
];

/** The web API, under `/api`. A refusal is a 200 that says `ok: false`, only a limit is a 429. */
export function apiRoutes(slack: Slack): Hono<HttpEnvironment> {
  const routes = new Hono<HttpEnvironment>();

  routes.on(["GET", "POST"], "/:method", async (context) => {
    try {
      return await answer(context);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { retryAfterSeconds, ...more } = error.more;
      if (retryAfterSeconds === undefined) return context.json({ ok: false, error: error.code, ...more });
      return context.json({ ok: false, error: error.code }, 429, { "retry-after": String(retryAfterSeconds) });
    }
  });

  async function answer(context: Context<HttpEnvironment>): Promise<Response> {
    const method = METHODS.find(({ name }) => name === context.req.param("method"));
    if (method === undefined) throw refused("unknown_method", { req_method: context.req.param("method") });
    const fields = await readFields(context);
    const token = allowedToken(slack, tokenIn(context, fields), method);
    context.header("x-oauth-scopes", token.scopes.join(","));
    context.header("x-accepted-oauth-scopes", method.scopes.join(","));
    const { name, tier } = method;
    slack.limits.take({ method: name, tier, token: token.token, channel: String(fields["channel"]) });
    const { fault } = context.var;
    const who = { actor: token.botUserId, cause: "api" } as const;
    const call = fault === undefined ? who : { ...who, fault };
    return context.json({ ok: true, ...(await method.run(slack, { token, call, fields })) });
  }

  return routes;
}

function tokenIn(context: Context<HttpEnvironment>, fields: JsonObject): string {
  const [, bearer] = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  const token = bearer ?? fields["token"];
  if (typeof token !== "string" || token === "") throw refused("not_authed");
  return token;
}

function allowedToken({ world }: Slack, text: string, { scopes }: Method): Token {
  const token = world.token.get(text);
  if (token === undefined) throw refused("invalid_auth");
  if (token.isRevoked) throw refused("token_revoked");
  if (world.user.get(token.botUserId)?.isDeactivated === true) throw refused("account_inactive");
  if (scopes.length > 0 && !scopes.some((scope) => token.scopes.includes(scope))) {
    throw refused("missing_scope", { needed: scopes[0], provided: token.scopes.join(",") });
  }
  return token;
}
