import { z } from "zod";
import type { Callback } from "./callback.ts";
import { channelOf } from "./click.ts";
import { deliver, Spoil } from "./deliver.ts";
import { isObject, parseJson } from "./json.ts";
import { keyOf } from "./message.ts";
import type { Ephemeral } from "./message.ts";
import { ENTERPRISE_ID } from "./people-methods.ts";
import { actorOf, newHook, newTrigger } from "./payload.ts";
import { ControlRefused, Refused } from "./refused.ts";
import { respond } from "./respond.ts";
import type { Slack } from "./slack.ts";
import { ephemeralWrite } from "./world.ts";

/** A slash command that a person types. */
export const Command = z.strictObject({
  as: z.string().min(1),
  channel: z.string().min(1),
  text: z.string().startsWith("/").describe("As `/holdfast status prod`."),
  threadTs: z.string().optional().describe("The thread it is typed in, where Slack runs none."),
  spoil: Spoil.default({}),
});
/** A slash command to run. */
export type Command = z.infer<typeof Command>;

/** Runs a slash command. The person sees a warning when the app does not answer well. */
export async function runCommand(slack: Slack, wish: Command): Promise<Callback> {
  const { settings, world } = slack;
  const channel = channelOf(slack, wish.channel);
  const { user, token } = actorOf(slack, wish.as, channel.teamId);
  const [, command = "", text = ""] = /^(\/\S+)\s*(.*)$/s.exec(wish.text) ?? [];
  if (wish.threadTs !== undefined) {
    await tell(slack, { channel: channel.id, user: user.id }, `${command} is not supported in threads. Sorry!`);
    throw new ControlRefused(400, "Slash commands do not run in threads.");
  }
  if (!settings.commands.includes(command)) {
    await tell(slack, { channel: channel.id, user: user.id }, `${command} is not a valid command.`);
    throw new ControlRefused(400, `${command} is not a valid command.`);
  }
  const { trigger, write } = newTrigger(slack, user.id);
  const hook = newHook(slack, { channel: channel.id, user: user.id });
  const teamId = wish.spoil.teamId ?? token.teamId;
  const form = {
    token: "retired",
    team_id: teamId,
    team_domain: world.team.get(teamId)?.domain ?? "unknown",
    ...(settings.isOrgWide ? { enterprise_id: ENTERPRISE_ID, enterprise_name: "Organisation" } : {}),
    channel_id: channel.id,
    channel_name: channel.kind === "direct" ? "directmessage" : channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: wish.spoil.apiAppId ?? token.appId,
    is_enterprise_install: String(settings.isOrgWide),
    response_url: hook.url,
    trigger_id: trigger.id,
  };
  const callback = await deliver(slack, {
    kind: "command",
    url: settings.commandUrl,
    contentType: "application/x-www-form-urlencoded",
    body: new URLSearchParams(form).toString(),
    user: user.id,
    spoil: wish.spoil,
    writes: [write, hook.write],
  });
  await showAnswer(slack, { command, channel: channel.id, user: user.id }, callback);
  return callback;
}

interface Place {
  readonly channel: string;
  readonly user: string;
}

async function showAnswer(
  slack: Slack,
  { command, ...place }: Place & { readonly command: string },
  { answer, problem }: Callback,
): Promise<void> {
  if (problem !== null || answer === null) {
    const error = problem === "late" ? "operation_timeout" : "dispatch_failed";
    return await tell(slack, place, `${command} failed with the error "${error}"`);
  }
  if (answer.body.trim() === "") return;
  const value = parseJson(answer.body);
  const reply = isObject(value) ? value : { text: answer.body };
  try {
    await respond(slack, { ...place, reply });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await tell(slack, place, `${command} failed with the error "${error.code}"`);
  }
}

async function tell({ world, commit }: Slack, { channel, user }: Place, text: string): Promise<void> {
  const ts = world.nextTs(channel);
  const row: Ephemeral = { channel, ts, user, from: "slackbot", text, blocks: [], isRemoved: false };
  const op = "ephemeral.post";
  await commit(
    { actor: "slack", cause: "slack" },
    {
      op,
      effectId: keyOf(row),
      channel,
      after: { user, text, from: "slackbot" },
      writes: [ephemeralWrite(row)],
    },
  );
}
