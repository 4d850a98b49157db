/** A workspace. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** A person, or the bot of an app. */
export interface User {
  readonly id: string;
  /** The workspace the account is at home in. */
  readonly teamId: string;
  /** Handle. */
  readonly name: string;
  readonly realName: string;
  /** Absent for bots. */
  readonly email?: string;
  readonly kind: "member" | "admin" | "guest" | "single-channel-guest" | "bot";
  readonly isDeactivated: boolean;
}

/** A user group. */
export interface UserGroup {
  readonly id: string;
  readonly teamId: string;
  readonly handle: string;
  readonly name: string;
  /** User ids. */
  readonly users: readonly string[];
  readonly isDisabled: boolean;
}

/** A channel, or the direct messages between the app and a person. */
export interface Channel {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly kind: "public" | "private" | "direct";
  readonly isArchived: boolean;
  /** User ids, the bot's among them when it is in. */
  readonly members: readonly string[];
}

/** A token of our app in one workspace. */
export interface Token {
  readonly token: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly isRevoked: boolean;
}

/** What an app may be allowed to do, as far as the simulator knows. */
export const SCOPES = [
  "chat:write",
  "chat:write.public",
  "channels:history",
  "groups:history",
  "im:history",
  "channels:read",
  "groups:read",
  "users:read",
  "users:read.email",
  "usergroups:read",
  "commands",
] as const;
