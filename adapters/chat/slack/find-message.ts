import type { Chat, ChatAnswer, MessageAddress } from "../port.ts";
import type { CallSlack } from "./call-slack.ts";

/** Our messages carry it, so that they are told from those of other apps that write the same key. */
export const EVENT_TYPE = "holdfast_message";

/** Clocks differ, and a call of ours may be accepted a while after it was begun. */
const MARGIN_MS = 60_000;
const PAGE = 100;
const PAGES_MAX = 10;

/** Who we are there. `bot` is absent while nobody has asked Slack. */
export interface Ourselves {
  readonly appId: string;
  readonly bot?: string;
}

/** A message as far as it is looked at. */
interface Message {
  readonly ts?: string;
  readonly app_id?: string;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
}

/**
 * Looks for our message with a key, newest first, from a minute before `sinceMs` to a minute from now. Of several it is
 * the oldest. Any app can write any metadata, so a message counts only when the app or bot is ours.
 */
export async function findMessage(
  call: CallSlack,
  search: { readonly query: Parameters<Chat["find"]>[0]; readonly us: Ourselves; readonly nowMs: number },
  signal: AbortSignal,
): Promise<ChatAnswer<MessageAddress | null>> {
  const { query, us, nowMs } = search;
  const { channel, thread } = query;
  if (channel.startsWith("#")) {
    const reason = `messages of ${JSON.stringify(channel)} can be looked up by the channel's id only`;
    return { outcome: "refused", code: "channel_by_name", reason, mend: "configuration" };
  }
  const span = {
    channel,
    oldest: seconds(query.sinceMs - MARGIN_MS),
    latest: seconds(nowMs + MARGIN_MS),
    inclusive: true,
    limit: PAGE,
    include_all_metadata: true,
  };
  let found: string | undefined;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const from = cursor === undefined ? {} : { cursor };
    const answer = await call(
      {
        send: async (client) =>
          thread === undefined
            ? await client.conversations.history({ ...span, ...from })
            : await client.conversations.replies({ ...span, ...from, ts: thread }),
        take: ({ messages, response_metadata }) =>
          messages === undefined
            ? undefined
            : { messages: messages as readonly Message[], next: response_metadata?.next_cursor ?? "" },
      },
      signal,
    );
    if (answer.outcome !== "applied") return answer;
    for (const message of answer.value.messages) {
      if (message.ts === undefined || !isOurs(message, us) || keyOf(message) !== query.key) continue;
      if (found === undefined || Number(message.ts) < Number(found)) found = message.ts;
    }
    if (answer.value.next === "")
      return { outcome: "applied", value: found === undefined ? null : { channel, ts: found } };
    cursor = answer.value.next;
  }
  if (found !== undefined) return { outcome: "applied", value: { channel, ts: found } };
  return {
    outcome: "unknown",
    reason: `more than ${PAGES_MAX * PAGE} messages were posted since; not all were looked at`,
  };
}

function isOurs(message: Message, { appId, bot }: Ourselves): boolean {
  return message.app_id === appId || (bot !== undefined && message.bot_id === bot);
}

function keyOf({ metadata }: Message): unknown {
  const payload = metadata?.event_type === EVENT_TYPE ? metadata.event_payload : undefined;
  return typeof payload === "object" && payload !== null && "key" in payload ? payload.key : undefined;
}

/** As Slack writes instants: whole seconds and six digits. */
const seconds = (ms: number): string => (Math.max(ms, 0) / 1_000).toFixed(6);
