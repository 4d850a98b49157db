import { afterEach, beforeEach, expect, test } from "vitest";
import type { Chat, ChatAnswer, MessageAddress, NewMessage } from "../../adapters/chat/port.ts";
import { notifyWorld, type NotifyWorld, until } from "./notify-world.ts";

let world: NotifyWorld;
let kept: NewMessage[];
let answers: ChatAnswer<MessageAddress>[];

const ADDRESS: MessageAddress = { channel: "C1", ts: "1" };

/** Keeps what is posted, also where it answers that it does not know. */
const chat: Pick<Chat, "find" | "post"> = {
  post: async (message) => {
    const answer = answers.shift() ?? { outcome: "applied", value: ADDRESS };
    if (answer.outcome === "applied" || answer.outcome === "unknown") kept.push(message);
    return answer;
  },
  find: async ({ key }) => ({
    outcome: "applied",
    value: kept.some((message) => message.key === key) ? ADDRESS : null,
  }),
};

beforeEach(async () => {
  [kept, answers] = [[], []];
  world = await notifyWorld({ ways: { chat } });
  await world.subscribe("chat", { slack: { channel: "C1" } });
});

afterEach(async () => await world.close());

test("a message whose answer was lost is found at the next attempt, and is there once", async () => {
  answers.push({ outcome: "unknown", reason: "no answer" });
  world.start();
  await world.held();
  await until("it is unclear", async () => (await world.deliveries())[0]?.lastFault === "no answer");
  world.pass(5_000);
  await until("it is delivered", async () => (await world.delivery()).state === "delivered");
  expect(kept.map(({ key }) => key)).toEqual([(await world.delivery()).id]);
});

test("a chat that throttles is left alone as long as it asks", async () => {
  answers.push({ outcome: "throttled", reason: "slow down", retryAfterMs: 60_000 });
  world.start();
  await world.held(2);
  await until("it is left alone", async () => (await world.subscription("chat")).pausedUntil !== undefined);
  world.pass(55_000);
  await world.held();
  await until("the third is queued", async () => (await world.deliveries()).length === 3);
  expect(kept).toEqual([]);
  world.pass(6_000);
  await until("all are there", () => kept.length === 3);
});

test("without a chat nothing is sent, and the delivery says why", async () => {
  await world.close();
  world = await notifyWorld();
  await world.subscribe("chat", { slack: { channel: "C1" } });
  world.start();
  await world.held();
  await until("it failed", async () => (await world.deliveries())[0]?.lastFault === "Slack is not configured");
});
