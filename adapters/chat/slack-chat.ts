import type { ViewsOpenArguments, ChatPostMessageArguments } from "@slack/web-api";
import type { Json } from "../../domain/schema/json.ts";
import type { Chat, ChatIdentity, MessageAddress } from "./port.ts";
import { callSlack } from "./slack/call-slack.ts";
import { EVENT_TYPE, findMessage } from "./slack/find-message.ts";
import { readAccount } from "./slack/read-account.ts";
import type { SlackOptions } from "./slack/slack-options.ts";

type Blocks = Extract<ChatPostMessageArguments, { blocks: unknown }>["blocks"];

/** Slack, through its web client. Each verb is one request. @see docs/guide/approve-from-slack.md */
export function slackChat(options: SlackOptions): Chat {
  const call = callSlack(options);
  const now = options.now ?? Date.now;
  let identity: ChatIdentity | undefined;
  const address = ({ channel, ts }: { readonly channel?: string; readonly ts?: string }): MessageAddress | undefined =>
    channel === undefined || ts === undefined ? undefined : { channel, ts };
  const isOk = ({ ok }: { readonly ok: boolean }) => (ok ? null : undefined);
  return {
    async post({ channel, thread, text, blocks, key }, signal) {
      const message = {
        channel,
        text,
        blocks: asBlocks(blocks),
        metadata: { event_type: EVENT_TYPE, event_payload: { key } },
        unfurl_links: false,
        unfurl_media: false,
      };
      const sent = thread === undefined ? message : { ...message, thread_ts: thread };
      return await call({ send: async (client) => await client.chat.postMessage(sent), take: address }, signal);
    },
    async update({ channel, ts }, { text, blocks }, signal) {
      // Without its blocks an update would take the old ones away, and leave the text.
      const sent = { channel, ts, text, blocks: asBlocks(blocks) };
      return await call({ send: async (client) => await client.chat.update(sent), take: address }, signal);
    },
    async whisper({ channel, user, thread }, text, signal) {
      const message = { channel, user, text };
      const sent = thread === undefined ? message : { ...message, thread_ts: thread };
      return await call({ send: async (client) => await client.chat.postEphemeral(sent), take: isOk }, signal);
    },
    async openForm(trigger, view, signal) {
      const sent = { trigger_id: trigger, view: view as unknown as ViewsOpenArguments["view"] };
      const answer = await call({ send: async (client) => await client.views.open(sent), take: isOk }, signal);
      // It was used before, by a call of ours that got no answer: the form is open.
      const isOpen = answer.outcome === "refused" && answer.code === "exchanged_trigger_id";
      return isOpen ? { outcome: "applied", value: null } : answer;
    },
    async find(query, signal) {
      const us = { appId: options.appId, ...(identity === undefined ? {} : { bot: identity.bot }) };
      return await findMessage(call, { query, us, nowMs: now() }, signal);
    },
    account: async (user, signal) =>
      await call({ send: async (client) => await client.users.info({ user }), take: readAccount }, signal),
    async check(signal) {
      const answer = await call(
        {
          send: async (client) => await client.auth.test(),
          take: ({ team_id, enterprise_id, is_enterprise_install, bot_id }) => {
            const team = is_enterprise_install === true ? enterprise_id : team_id;
            return team === undefined || bot_id === undefined ? undefined : { team, bot: bot_id };
          },
        },
        signal,
      );
      if (answer.outcome === "applied") identity = answer.value;
      return answer;
    },
  };
}

// The port holds them as JSON; whoever rendered them has checked them against Slack's types.
const asBlocks = (blocks: readonly Json[]) => blocks as unknown as Blocks;
