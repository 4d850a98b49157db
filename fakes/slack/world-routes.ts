import { Hono } from "hono";
import { z } from "zod";
import type { Commit } from "./commit-effect.ts";
import { readBody } from "./http.ts";
import type { HttpEnvironment } from "./http.ts";
import { ControlRefused } from "./refused.ts";
import { sendEvent } from "./send-event.ts";
import type { Slack } from "./slack.ts";
import { ChannelBody, GroupBody, TokenBody, UserBody, WorldBody, worldWrites } from "./world-body.ts";

const CALL = { actor: "control", cause: "person" } as const;

/** The calls under `/__sim/slack` that make workspaces, people, groups, channels and tokens. */
export function worldRoutes(slack: Slack): Hono<HttpEnvironment> {
  const { commit, world } = slack;
  const routes = new Hono<HttpEnvironment>();

  routes.get("/world", (context) => {
    const { team, user, group, channel, token } = world;
    const [teams, users, groups] = [[...team.values()], [...user.values()], [...group.values()]];
    return context.json({ teams, users, groups, channels: [...channel.values()], tokens: [...token.values()] });
  });

  routes.put("/world", async (context) => {
    const rows = await readBody(context, WorldBody);
    await commit(CALL, { op: "world.set", effectId: "world", writes: worldWrites(world, rows) });
    return context.json(rows);
  });

  routes.put("/users/:id", async (context) => {
    const { email, ...row } = await readBody(context, UserBody.omit({ id: true }));
    const id = context.req.param("id");
    const user = { id, ...row, ...(email === undefined ? {} : { email }) };
    return context.json(await set("user", user, [{ table: "user", id, row: user }]));
  });

  routes.put("/groups/:id", async (context) => {
    const id = context.req.param("id");
    const group = { id, ...(await readBody(context, GroupBody.omit({ id: true }))) };
    return context.json(await set("group", group, [{ table: "group", id, row: group }]));
  });

  routes.patch("/groups/:group", async (context) => {
    const name = context.req.param("group");
    const before = world.group.get(name) ?? [...world.group.values()].find(({ handle }) => handle === name);
    if (before === undefined) throw new ControlRefused(404, `There is no group ${name}.`);
    const { users = before.users, isDisabled = before.isDisabled } = await readBody(context, GroupPatch);
    const group = { ...before, users, isDisabled };
    return context.json(await set("group", group, [{ table: "group", id: group.id, row: group }]));
  });

  routes.put("/channels/:id", async (context) => {
    const id = context.req.param("id");
    const channel = { id, ...(await readBody(context, ChannelBody.omit({ id: true }))) };
    return context.json(await set("channel", channel, [{ table: "channel", id, row: channel }]));
  });

  routes.put("/tokens/:token", async (context) => {
    const text = context.req.param("token");
    const token = { token: text, ...(await readBody(context, TokenBody.omit({ token: true }))) };
    return context.json(await set("token", { id: text, ...token }, [{ table: "token", id: text, row: token }]));
  });

  routes.patch("/tokens/:token", async (context) => {
    const text = context.req.param("token");
    const before = world.token.get(text);
    if (before === undefined) throw new ControlRefused(404, "There is no such token.");
    const { isRevoked = before.isRevoked, scopes = before.scopes } = await readBody(context, TokenPatch);
    const token = { ...before, isRevoked, scopes };
    await set("token", { id: text, ...token }, [{ table: "token", id: text, row: token }]);
    const { teamId, botUserId } = token;
    const event = { type: "tokens_revoked", tokens: { oauth: [], bot: [botUserId] } };
    if (isRevoked && !before.isRevoked) void sendEvent(slack, { teamId, event });
    return context.json(token);
  });

  async function set<T extends { readonly id: string }>(what: string, row: T, writes: Commit["writes"]): Promise<T> {
    await commit(CALL, { op: `${what}.set`, effectId: row.id, after: row, writes });
    return row;
  }

  return routes;
}

const GroupPatch = z.strictObject({
  users: GroupBody.shape.users.optional(),
  isDisabled: GroupBody.shape.isDisabled.optional(),
});
const TokenPatch = z.strictObject({
  isRevoked: TokenBody.shape.isRevoked.optional(),
  scopes: TokenBody.shape.scopes.optional(),
});
