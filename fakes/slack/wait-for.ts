import { z } from "zod";
import type { Slack } from "./slack.ts";

const What = z.discriminatedUnion("what", [
  z.strictObject({
    what: z.literal("message"),
    channel: z.string().optional(),
    ts: z.string().optional(),
    threadTs: z.string().optional(),
    key: z.string().optional().describe("The `key` in the payload of its metadata."),
    contains: z.string().optional().describe("A text in what it shows, as it was sent."),
    lacks: z.string().optional().describe("A text that it does not show, as the id of an action."),
  }),
  z.strictObject({
    what: z.literal("ephemeral"),
    channel: z.string().optional(),
    user: z.string().optional(),
    contains: z.string().optional(),
  }),
  z.strictObject({
    what: z.literal("view"),
    user: z.string().optional(),
    callbackId: z.string().optional(),
    state: z.enum(["open", "submitted", "closed"]).optional(),
  }),
  z.strictObject({
    what: z.literal("callback"),
    kind: z.string().optional(),
    contains: z.string().optional().describe("A text in its body, decoded when it is a form."),
  }),
  z.strictObject({
    what: z.literal("effect"),
    op: z.string().optional(),
    key: z.string().optional(),
    actor: z.string().optional(),
  }),
]);

/** Body of `POST /__sim/slack/wait-for`. */
export const WaitFor = z.strictObject({
  for: What,
  count: z.int().min(1).default(1).describe("How many are to be there."),
  timeoutMs: z.int().min(0).max(120_000).default(10_000),
});
/** What is waited for. */
export type WaitFor = z.infer<typeof WaitFor>;

/** What there is now of what is waited for, oldest first. Deleted messages do not count, running callbacks neither. */
export function found({ world, log }: Slack, wish: z.infer<typeof What>): readonly unknown[] {
  switch (wish.what) {
    case "message":
      return [...world.message.values()].filter((message) => {
        const { channel, ts, threadTs, metadata } = message;
        const payload = (metadata?.["event_payload"] ?? {}) as { key?: unknown };
        return (
          !message.isDeleted &&
          (is(wish.channel, channel) || is(wish.channel, world.channel.get(channel)?.name)) &&
          is(wish.ts, ts) &&
          is(wish.threadTs, threadTs) &&
          is(wish.key, payload.key) &&
          shows(message, wish.contains) &&
          (wish.lacks === undefined || !shows(message, wish.lacks))
        );
      });
    case "ephemeral":
      return [...world.ephemeral.values()].filter((ephemeral) => {
        const { channel, user, isRemoved } = ephemeral;
        return !isRemoved && is(wish.channel, channel) && is(wish.user, user) && shows(ephemeral, wish.contains);
      });
    case "view":
      return [...world.view.values()].filter(({ user, state, content }) => {
        return is(wish.user, user) && is(wish.state, state) && is(wish.callbackId, content["callback_id"]);
      });
    case "callback":
      return [...world.callback.values()].filter(({ kind, ms, url, body }) => {
        const isOver = ms !== null || url === null;
        return isOver && is(wish.kind, kind) && `${body}\n${decoded(body)}`.includes(wish.contains ?? "");
      });
    case "effect":
      return log.effects().filter(({ op, key, actor }) => {
        return is(wish.op, op) && is(wish.key, key) && is(wish.actor, actor);
      });
  }
}

/** Resolves with what was waited for, or with what there is of it when the time is over. */
export async function waitFor(slack: Slack, wish: WaitFor, closed: AbortSignal): Promise<readonly unknown[]> {
  const endsAt = Date.now() + wish.timeoutMs;
  for (;;) {
    const seen = slack.watch.count();
    const now = found(slack, wish.for);
    const waitMs = endsAt - Date.now();
    if (now.length >= wish.count || waitMs <= 0 || closed.aborted) return now;
    await slack.watch.wait({ seen, waitMs, closed });
  }
}

function is(wish: string | undefined, value: unknown): boolean {
  return wish === undefined || wish === value;
}

function shows({ text, blocks }: { readonly text: string; readonly blocks: readonly unknown[] }, wish = ""): boolean {
  const shown = text + JSON.stringify(blocks);
  const plain = shown.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return shown.includes(wish) || plain.includes(wish);
}

function decoded(body: string): string {
  return [...new URLSearchParams(body).values()].join("\n");
}
