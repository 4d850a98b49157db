import type { Spoil } from "./deliver.ts";
import type { JsonObject } from "./json.ts";
import { ENTERPRISE_ID } from "./people-methods.ts";
import { randomId } from "./random-id.ts";
import { ControlRefused } from "./refused.ts";
import type { Slack } from "./slack.ts";
import type { Hook, Trigger } from "./message.ts";
import type { Token, User } from "./workspace.ts";
import type { Write } from "./world.ts";

/** Who acts, in which installation of the app. */
export interface Actor {
  readonly user: User;
  readonly token: Token;
}

/** The person of that id or name, and the app that a callback is for. @throws ControlRefused when there is none. */
export function actorOf({ world }: Slack, idOrName: string, teamId?: string): Actor {
  const user = world.user.get(idOrName) ?? [...world.user.values()].find(({ name }) => name === idOrName);
  if (user === undefined) throw new ControlRefused(404, `There is no user ${idOrName}.`);
  const tokens = [...world.token.values()];
  const token = tokens.find((other) => other.teamId === (teamId ?? user.teamId)) ?? tokens[0];
  if (token === undefined) throw new ControlRefused(400, "The app is installed nowhere.");
  return { user, token };
}

/** What all interactions say of who acts where. */
export function interactionFrom({ settings, world }: Slack, { user, token }: Actor, spoil: Spoil): JsonObject {
  const teamId = spoil.teamId ?? token.teamId;
  const isOrgWide = settings.isOrgWide;
  return {
    team: isOrgWide ? null : { id: teamId, domain: world.team.get(teamId)?.domain ?? "unknown" },
    enterprise: isOrgWide ? { id: ENTERPRISE_ID, name: "Organisation" } : null,
    is_enterprise_install: isOrgWide,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: spoil.apiAppId ?? token.appId,
    token: "retired",
  };
}

/** A payload as interactions carry it. */
export function payloadForm(payload: JsonObject): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

/** A new right to open a modal, and its write. */
export function newTrigger({ settings }: Slack, user: string): { readonly trigger: Trigger; readonly write: Write } {
  const id = `${randomId("")}.${randomId("")}`.toLowerCase();
  const trigger = { id, user, expiresAt: Date.now() + settings.triggerLifeMs, isUsed: false };
  return { trigger, write: { table: "trigger", id, row: trigger } };
}

/** A new response URL, and its write. */
export function newHook(
  { settings, origin }: Slack,
  facts: Pick<Hook, "channel" | "user" | "source">,
): { readonly url: string; readonly write: Write } {
  const id = `${randomId("")}${randomId("")}`;
  const hook: Hook = { id, ...facts, expiresAt: Date.now() + settings.hookLifeMs, uses: 0 };
  return { url: `${origin}/hooks/${id}`, write: { table: "hook", id, row: hook } };
}
