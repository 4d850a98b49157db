import { z } from "zod";
import type { WorldRows } from "./default-world.ts";
import { SCOPES } from "./workspace.ts";
import type { World, Write } from "./world.ts";

const Id = z.string().min(1);

const TeamBody = z.strictObject({ id: Id, name: z.string(), domain: z.string() });

/** Body of `PUT /__sim/slack/users/:id`; all but the id. */
export const UserBody = z.strictObject({
  id: Id,
  teamId: Id,
  name: z.string().min(1),
  realName: z.string(),
  email: z.string().optional(),
  kind: z.enum(["member", "admin", "guest", "single-channel-guest", "bot"]),
  isDeactivated: z.boolean(),
});

/** Body of `PUT /__sim/slack/groups/:id`; all but the id. */
export const GroupBody = z.strictObject({
  id: Id,
  teamId: Id,
  handle: z.string().min(1),
  name: z.string(),
  users: z.array(Id),
  isDisabled: z.boolean(),
});

/** Body of `PUT /__sim/slack/channels/:id`; all but the id. */
export const ChannelBody = z.strictObject({
  id: Id,
  teamId: Id,
  name: z.string().min(1),
  kind: z.enum(["public", "private", "direct"]),
  isArchived: z.boolean(),
  members: z.array(Id),
});

/** Body of `PUT /__sim/slack/tokens/:token`; all but the token. */
export const TokenBody = z.strictObject({
  token: z.string().min(1),
  teamId: Id,
  botUserId: Id,
  botId: Id,
  appId: Id,
  scopes: z.array(z.enum(SCOPES)),
  isRevoked: z.boolean(),
});

/** A world, as a file or a control call gives it. */
export const WorldBody = z.strictObject({
  teams: z.array(TeamBody),
  users: z.array(UserBody),
  groups: z.array(GroupBody),
  channels: z.array(ChannelBody),
  tokens: z.array(TokenBody),
});

/** The writes that make a world of these rows; what else there was goes, messages too. */
export function worldWrites(world: World, rows: z.infer<typeof WorldBody> | WorldRows): Write[] {
  const gone = (["team", "user", "group", "channel", "token", "message", "ephemeral", "view"] as const).flatMap(
    (table) => [...world[table].keys()].map((id): Write => ({ table, id, row: null })),
  );
  return [
    ...gone,
    ...rows.teams.map((row): Write => ({ table: "team", id: row.id, row })),
    ...rows.users.map((row): Write => ({ table: "user", id: row.id, row: withoutAbsent(row) })),
    ...rows.groups.map((row): Write => ({ table: "group", id: row.id, row })),
    ...rows.channels.map((row): Write => ({ table: "channel", id: row.id, row })),
    ...rows.tokens.map((row): Write => ({ table: "token", id: row.token, row })),
  ];
}

function withoutAbsent<T extends { readonly email?: string | undefined }>({ email, ...row }: T) {
  return email === undefined ? row : { ...row, email };
}
