import { expect, test } from "vitest";
import type { Chat, ChatAnswer, MessageAddress, NewMessage } from "../chat/port.ts";
import type { Notification } from "./port.ts";
import { sendChat } from "./send-chat.ts";

const notification: Notification = {
  id: "hf-0123456789abcdef",
  subscription: {
    apiVersion: "holdfast.dev/v1",
    kind: "Subscription",
    metadata: { project: "shop", name: "chat", labels: {} },
    spec: { events: ["*"], slack: { channel: "C1" } },
  },
  event: {
    seq: 7,
    type: "promotion.held",
    time: "2026-11-29T20:14:09Z",
    actor: { kind: "system", name: "holdfast" },
    project: "shop",
    environment: "shop-prod",
    message: "waits for <a person> & more",
    data: {},
  },
  wasUnclear: false,
  queuedAt: 1_000,
};

/** A chat in memory that answers each post in turn; a message may be kept although its answer is lost. */
function memoryChat(answers: readonly (ChatAnswer<MessageAddress> | "lost")[], canFind = true) {
  const kept: NewMessage[] = [];
  const left = [...answers];
  const chat: Pick<Chat, "find" | "post"> = {
    async post(message) {
      const answer = left.shift() ?? { outcome: "applied", value: { channel: message.channel, ts: "1" } };
      if (answer === "lost" || answer.outcome === "applied") kept.push(message);
      return answer === "lost" ? { outcome: "unknown", reason: "no answer" } : answer;
    },
    async find({ key }) {
      if (!canFind) return { outcome: "refused", code: "missing_scope", reason: "may not look", mend: "configuration" };
      const found = kept.some((message) => message.key === key);
      return { outcome: "applied", value: found ? { channel: "C1", ts: "1" } : null };
    },
  };
  const send = async (more: Partial<Notification> = {}) =>
    await sendChat({ ...notification, ...more }, { channel: "C1", chat }, new AbortController().signal);
  return { kept, send };
}

test("a message carries the delivery's id, and its text is no markup", async () => {
  const { kept, send } = memoryChat([]);
  expect(await send()).toMatchObject({ result: { outcome: "delivered" } });
  expect(kept).toMatchObject([{ channel: "C1", key: "hf-0123456789abcdef" }]);
  expect(kept[0]?.text).toBe("shop-prod: promotion held: waits for &lt;a person&gt; &amp; more");
});

test("a message whose answer was lost is found, and not posted twice", async () => {
  const { kept, send } = memoryChat(["lost"]);
  expect(await send()).toMatchObject({ result: { outcome: "failed" }, isUnclear: true });
  expect(await send({ wasUnclear: true })).toMatchObject({ result: { outcome: "delivered" } });
  expect(kept).toHaveLength(1);
});

test("a message that never arrived is posted after it was looked for", async () => {
  const { kept, send } = memoryChat([{ outcome: "unknown", reason: "no answer" }]);
  await send();
  expect(await send({ wasUnclear: true })).toMatchObject({ result: { outcome: "delivered" } });
  expect(kept).toHaveLength(1);
});

test("where nobody may look, a second copy is better than none", async () => {
  const { kept, send } = memoryChat(["lost"], false);
  await send();
  expect(await send({ wasUnclear: true })).toMatchObject({ result: { outcome: "delivered" } });
  expect(kept).toHaveLength(2);
});

test.each([
  [
    { outcome: "throttled", reason: "slow down", retryAfterMs: 30_000 },
    { isBusy: true, retryAfterMs: 30_000 },
  ],
  [{ outcome: "not sent", reason: "no connection" }, { isFinal: false }],
  [{ outcome: "refused", code: "channel_not_found", reason: "no channel", mend: "configuration" }, { isFinal: false }],
  [{ outcome: "refused", code: "invalid_blocks", reason: "bad blocks", mend: "us" }, { isFinal: true }],
] as const)("%o is a failure with %o", async (answer, result) => {
  const { send } = memoryChat([answer]);
  expect(await send()).toMatchObject({ result: { outcome: "failed", ...result }, isUnclear: false });
});

test("a message about drift shows what differs in a fence that nothing in it ends", async () => {
  const { kept, send } = memoryChat([]);
  const diff = '--- wanted\n+++ seen\n- greeting: Hello\n+ greeting: "``` <@U1>"';
  const event = { ...notification.event, type: "drift.proposed", component: "web", data: { finding: "fi-1", diff } };
  await send({ event });
  const text = "```\n--- wanted\n+++ seen\n- greeting: Hello\n+ greeting: \"''' &lt;@U1&gt;\"\n```";
  expect(kept[0]?.blocks[1]).toEqual({ type: "section", text: { type: "mrkdwn", text } });
});

test("a long difference is cut at a line", async () => {
  const { kept, send } = memoryChat([]);
  const diff = Array.from({ length: 200 }, (_, index) => `- name${index}: value & value`).join("\n");
  await send({ event: { ...notification.event, type: "drift.found", data: { diff } } });
  const block = kept[0]?.blocks[1] as { readonly text: { readonly text: string } } | undefined;
  const text = block?.text.text ?? "";
  expect(text.length).toBeLessThan(3_000);
  expect(text.split("\n").slice(-2)).toEqual(["…", "```"]);
});
