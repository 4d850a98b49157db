import { SCOPES } from "./workspace.ts";
import type { Channel, Team, Token, User, UserGroup } from "./workspace.ts";

/** Workspaces, people and channels. */
export interface WorldRows {
  readonly teams: readonly Team[];
  readonly users: readonly User[];
  readonly groups: readonly UserGroup[];
  readonly channels: readonly Channel[];
  readonly tokens: readonly Token[];
}

const SHOP = "T0SHOP";
const PARTNER = "T0PARTNER";
const BOT = "U0HOLDFAST";
const PEOPLE = ["U0ANA", "U0BO", "U0CY", "U0DEE", "U0EVE", "U0GUS", "U0PAT"];

/** The world of a new process: the workspace of a shop, and that of a partner. */
export function defaultWorld(botToken: string): WorldRows {
  return {
    teams: [
      { id: SHOP, name: "Shop", domain: "shop" },
      { id: PARTNER, name: "Partner", domain: "partner" },
    ],
    users: [
      member("ana", "Ana Antunes"),
      member("bo", "Bo Berg"),
      member("cy", "Cy Costa"),
      member("dee", "Dee Duval"),
      member("eve", "Eve Ek"),
      { ...member("gus", "Gus Guest"), kind: "single-channel-guest" },
      { ...member("fay", "Fay Former"), isDeactivated: true },
      { ...member("pat", "Pat Partner"), teamId: PARTNER },
      bot(BOT, "holdfast"),
    ],
    groups: [
      {
        id: "S0RELEASE",
        teamId: SHOP,
        handle: "release-managers",
        name: "Release managers",
        users: ["U0BO", "U0CY", "U0DEE"],
        isDisabled: false,
      },
    ],
    channels: [
      { ...channel("C0RELEASES", "shop-releases"), members: [...PEOPLE, BOT] },
      { ...channel("C0DEV", "shop-dev"), members: [...PEOPLE, BOT] },
      { ...channel("C0GENERAL", "general"), members: PEOPLE },
      { ...channel("C0PRIVATE", "shop-board"), kind: "private", members: ["U0ANA", "U0DEE"] },
      { ...channel("C0OLD", "shop-2025"), isArchived: true, members: [...PEOPLE, BOT] },
    ],
    tokens: [
      {
        token: botToken,
        teamId: SHOP,
        botUserId: BOT,
        botId: "B0HOLDFAST",
        appId: "A0HOLDFAST",
        // Without `chat:write.public`, so that it matters whether the bot is in a channel.
        scopes: SCOPES.filter((scope) => scope !== "chat:write.public"),
        isRevoked: false,
      },
    ],
  };
}

function member(name: string, realName: string): User {
  const id = `U0${name.toUpperCase()}`;
  return { id, teamId: SHOP, name, realName, email: `${name}@example.com`, kind: "member", isDeactivated: false };
}

function bot(id: string, name: string): User {
  return { id, teamId: SHOP, name, realName: "Holdfast", kind: "bot", isDeactivated: false };
}

function channel(id: string, name: string): Channel {
  return { id, teamId: SHOP, name, kind: "public", isArchived: false, members: [] };
}
