import type { Action } from "../../domain/schema/access.ts";
import { CHAT_BUTTONS } from "../../domain/chat-buttons.ts";

/** What somebody can do in Slack: by a button, or by a command. */
type SlackVerb = keyof typeof CHAT_BUTTONS | "command status" | "command approvals" | "command help";

/** What it takes to do it on an environment; or why it takes nothing. */
type SlackAccess = { readonly action: Action; readonly on: "environment" } | { readonly none: string };

/** Every button and command with what it takes. Whoever handles one asks for what stands here, and for nothing else. */
export const SLACK_ACTIONS: Readonly<Record<SlackVerb, SlackAccess>> = {
  approve: { action: "vote", on: "environment" },
  reject: { action: "vote", on: "environment" },
  details: { action: "view", on: "environment" },
  open: { none: "a link; the page that it leads to asks for its own" },
  "command status": { action: "view", on: "environment" },
  "command approvals": { action: "view", on: "environment" },
  "command help": { none: "it says what commands there are, and nothing else" },
};

/**
 * The action that it takes to do this on an environment.
 * @throws Error where nothing is declared
 */
export function slackActionOf(verb: SlackVerb): Action {
  const access = SLACK_ACTIONS[verb];
  if (access === undefined || "none" in access) throw new Error(`nothing says what "${verb}" in Slack takes`);
  return access.action;
}

/**
 * Refuses to start with a button of which nothing says what it takes.
 * @throws Error which names it
 */
export function requireDeclaredButtons(buttons: Readonly<Record<string, string>> = CHAT_BUTTONS): void {
  for (const name of Object.keys(buttons))
    if (!Object.hasOwn(SLACK_ACTIONS, name)) throw new Error(`nothing says what the button "${name}" in Slack takes`);
}
