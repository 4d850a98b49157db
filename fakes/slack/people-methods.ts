import { z } from "zod";
import { Flag, parseFields } from "./api-method.ts";
import type { ApiRequest, Method } from "./api-method.ts";
import type { JsonObject } from "./json.ts";
import { refused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { User, UserGroup } from "./workspace.ts";

/** Who a token is. */
export const authTest: Method = {
  name: "auth.test",
  scopes: [],
  tier: "unlimited",
  run({ origin, settings, world }, { token }) {
    const { teamId, botUserId, botId } = token;
    return {
      url: `${origin}/`,
      team: world.team.get(teamId)?.name,
      user: world.user.get(botUserId)?.name,
      team_id: teamId,
      user_id: botUserId,
      bot_id: botId,
      is_enterprise_install: settings.isOrgWide,
      ...(settings.isOrgWide ? { enterprise_id: ENTERPRISE_ID } : {}),
    };
  },
};

/** Id of the organisation that an app is installed in when it is not installed in a workspace. */
export const ENTERPRISE_ID = "E0ORG";

/** What there is to know of a user. */
export const userInfo: Method = {
  name: "users.info",
  scopes: ["users:read"],
  tier: 4,
  run({ world }, { token, fields }) {
    const { user: id } = parseFields(z.object({ user: z.string() }), fields);
    const user = world.user.get(id);
    if (user === undefined) throw refused("user_not_found");
    return { user: userJson(user, token) };
  },
};

/** The user with an e-mail address. Deactivated users and those of other workspaces are not found. */
export const userByEmail: Method = {
  name: "users.lookupByEmail",
  scopes: ["users:read.email"],
  tier: 3,
  run({ world }, { token, fields }) {
    const { email } = parseFields(z.object({ email: z.string() }), fields);
    const user = [...world.user.values()].find((other) => {
      return other.email?.toLowerCase() === email.toLowerCase() && other.teamId === token.teamId;
    });
    if (user === undefined || user.isDeactivated) throw refused("users_not_found");
    return { user: userJson(user, token) };
  },
};

/** The user groups. */
export const groupList: Method = {
  name: "usergroups.list",
  scopes: ["usergroups:read"],
  tier: 2,
  run({ world }, { token, fields }) {
    const List = z.object({
      include_users: Flag.optional(),
      include_count: Flag.optional(),
      include_disabled: Flag.optional(),
    });
    const wish = parseFields(List, fields);
    const groups = [...world.group.values()].filter(({ teamId, isDisabled }) => {
      return teamId === token.teamId && (!isDisabled || wish.include_disabled === true);
    });
    return {
      usergroups: groups.map((group) => ({
        ...groupJson(group),
        ...(wish.include_users === true ? { users: group.users } : {}),
        ...(wish.include_count === true ? { user_count: group.users.length } : {}),
      })),
    };
  },
};

/** The members of a user group; deactivated ones are left out. */
export const groupUsers: Method = {
  name: "usergroups.users.list",
  scopes: ["usergroups:read"],
  tier: 2,
  run(slack, request) {
    const Wish = z.object({ usergroup: z.string(), include_disabled: Flag.optional() });
    const { usergroup, include_disabled: isDisabledToo } = parseFields(Wish, request.fields);
    const group = findGroup(slack, request, usergroup);
    if (group.isDisabled && isDisabledToo !== true) throw refused("subteam_disabled");
    return { users: group.users.filter((id) => slack.world.user.get(id)?.isDeactivated === false) };
  },
};

function findGroup({ world }: Slack, { token }: ApiRequest, id: string): UserGroup {
  const group = world.group.get(id);
  if (group === undefined || group.teamId !== token.teamId) throw refused("no_such_subteam");
  return group;
}

function groupJson({ id, teamId, handle, name, isDisabled }: UserGroup): JsonObject {
  return { id, team_id: teamId, is_usergroup: true, handle, name, date_delete: isDisabled ? 1 : 0 };
}

function userJson(user: User, { teamId, scopes }: ApiRequest["token"]): JsonObject {
  const { id, name, realName, email, kind, isDeactivated } = user;
  const isStranger = user.teamId !== teamId;
  const isEmailShown = email !== undefined && scopes.includes("users:read.email");
  return {
    id,
    team_id: user.teamId,
    name,
    deleted: isDeactivated,
    real_name: realName,
    profile: {
      real_name: realName,
      display_name: name,
      team: user.teamId,
      ...(isEmailShown ? { email } : {}),
    },
    is_admin: kind === "admin",
    is_owner: false,
    is_restricted: kind === "guest" || kind === "single-channel-guest",
    is_ultra_restricted: kind === "single-channel-guest",
    is_bot: kind === "bot",
    is_app_user: false,
    ...(isStranger ? { is_stranger: true } : {}),
  };
}
