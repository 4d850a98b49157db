import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startSlackReceiver } from "./slack-receiver.ts";
import type { ReceivedCall, SlackReceiver } from "./slack-receiver.ts";
import { startFakeSlack } from "./start-fake-slack.ts";
import type { FakeSlack } from "./start-fake-slack.ts";

let slack: FakeSlack;
let app: SlackReceiver;
beforeAll(async () => {
  app = await startSlackReceiver("s3cret");
  slack = await startFakeSlack("--signing-secret", "s3cret", "--callback-base", app.url);
  await slack.settings({ eventRetryDelaysMs: [0, 10, 20] });
});
beforeEach(() => app.reset());
afterAll(async () => {
  await slack.kill();
  await app.close();
});

async function eventsUntil(count: number): Promise<readonly ReceivedCall[]> {
  await expect.poll(() => app.calls.length, { interval: 10, timeout: 5000 }).toBe(count);
  return app.calls;
}

test("an event that is not answered with 200 comes three times more, the same each time", async () => {
  app.answer(() => 500);
  await slack.act("events", { event: { type: "app_mention", text: "hello" } });
  const calls = await eventsUntil(4);
  expect(calls.map(({ headers }) => headers["x-slack-retry-num"])).toEqual([undefined, "1", "2", "3"]);
  expect(calls.slice(1).map(({ headers }) => headers["x-slack-retry-reason"])).toEqual(Array(3).fill("http_error"));
  expect(new Set(calls.map(({ payload }) => payload["event_id"])).size).toBe(1);
  expect(calls.every(({ isSigned, path }) => isSigned && path === "/slack/events")).toBe(true);
  expect(calls[0]?.payload).toMatchObject({
    type: "event_callback",
    team_id: "T0SHOP",
    event: { type: "app_mention" },
  });
  await slack.waitFor({ what: "callback", kind: "event", contains: "hello" }, 4);
});

test("a late answer is a reason to repeat, too, until one comes in time", async () => {
  await slack.settings({ ackLimitMs: 250 });
  app.answer(({ headers }) => (headers["x-slack-retry-num"] === undefined ? null : ""));
  await slack.act("events", { event: { type: "app_mention", text: "late" } });
  await slack.settings({ ackLimitMs: 3000 });
  const calls = await eventsUntil(2);
  expect(calls[1]?.headers["x-slack-retry-reason"]).toBe("http_timeout");
  await slack.waitFor({ what: "callback", kind: "event", contains: "late" }, 2);
});

test("what people do is told", async () => {
  const { ts } = await slack.act("messages", { as: "ana", channel: "shop-dev", text: "<@U0HOLDFAST> hello" });
  await slack.waitFor({ what: "callback", kind: "event", contains: "app_mention" });
  await slack.act("messages/delete", { channel: "shop-dev", ts });
  await slack.call("PATCH", "/users/eve", { name: "eva", isDeactivated: true });
  await slack.call("PATCH", "/channels/shop-dev", { isArchived: true });
  await slack.act("channels/shop-releases/members/holdfast/remove", {});
  await slack.call("PATCH", "/tokens/xoxb-holdfast", { isRevoked: true });
  const calls = await eventsUntil(7);
  const types = calls.map(({ payload }) => {
    const { type, subtype } = payload["event"] as { type: string; subtype?: string };
    return subtype ?? type;
  });
  expect(types.toSorted()).toEqual([
    "app_mention",
    "channel_archive",
    "member_left_channel",
    "message",
    "message_deleted",
    "tokens_revoked",
    "user_change",
  ]);
});
