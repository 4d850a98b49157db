import { ErrorCode } from "@slack/web-api";
import type { KnownBlock, ModalView, WebClient } from "@slack/web-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { approvalBlocks, REASON_VIEW } from "./slack-blocks.ts";
import { startSlackReceiver } from "./slack-receiver.ts";
import type { SlackReceiver } from "./slack-receiver.ts";
import { startFakeSlack } from "./start-fake-slack.ts";
import type { FakeSlack } from "./start-fake-slack.ts";

let slack: FakeSlack;
let web: WebClient;
let app: SlackReceiver;
beforeAll(async () => {
  app = await startSlackReceiver("holdfast");
  slack = await startFakeSlack("--callback-base", app.url);
  web = slack.web();
  await slack.settings({ eventsUrl: null });
});
afterAll(async () => {
  await slack.kill();
  await app.close();
});

const CHANNEL = "C0RELEASES";

async function refusal(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await call.then(
    () => "it was accepted",
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: ErrorCode.PlatformError });
  return (error as { data: Record<string, unknown> }).data;
}

test.each([
  { channel: "C0NOWHERE", error: "channel_not_found" },
  { channel: "C0PRIVATE", error: "channel_not_found" },
  { channel: "C0GENERAL", error: "not_in_channel" },
  { channel: "C0OLD", error: "is_archived" },
])("nothing is posted to $channel: $error", async ({ channel, error }) => {
  expect(await refusal(web.chat.postMessage({ channel, text: "x" }))).toMatchObject({ error });
});

test("with chat:write.public a public channel needs no membership", async () => {
  await slack.call("PATCH", "/tokens/xoxb-holdfast", { scopes: ["chat:write", "chat:write.public"] });
  await web.chat.postMessage({ channel: "C0GENERAL", text: "x" });
  const denied = await refusal(web.conversations.history({ channel: CHANNEL }));
  expect(denied).toMatchObject({ error: "missing_scope", needed: "channels:history" });
  await slack.call("PATCH", "/tokens/xoxb-holdfast", {
    scopes: ["chat:write", "channels:history", "users:read", "usergroups:read", "users:read.email"],
  });
});

test("a removed bot and an archived channel are told, and mended by who removed it", async () => {
  const posted = await web.chat.postMessage({ channel: "C0DEV", text: "x" });
  const update = () => web.chat.update({ channel: "C0DEV", ts: String(posted.ts), text: "y" });
  await slack.act("channels/shop-dev/members/holdfast/remove", {});
  expect(await refusal(update())).toMatchObject({ error: "not_in_channel" });
  expect(await refusal(web.conversations.history({ channel: "C0DEV" }))).toMatchObject({ error: "not_in_channel" });
  await slack.act("channels/shop-dev/members/holdfast/add", {});
  await slack.call("PATCH", "/channels/shop-dev", { isArchived: true });
  expect(await refusal(update())).toMatchObject({ error: "is_archived" });
  await slack.call("PATCH", "/channels/shop-dev", { isArchived: false });
  await update();
});

test("tokens that are absent, unknown, revoked or of a deactivated bot are refused", async () => {
  expect(await refusal(slack.web("").auth.test())).toMatchObject({ error: "not_authed" });
  expect(await refusal(slack.web("xoxb-other").auth.test())).toMatchObject({ error: "invalid_auth" });
  await slack.call("PATCH", "/tokens/xoxb-holdfast", { isRevoked: true });
  expect(await refusal(web.auth.test())).toMatchObject({ error: "token_revoked" });
  await slack.call("PATCH", "/tokens/xoxb-holdfast", { isRevoked: false });
  await slack.call("PATCH", "/users/holdfast", { isDeactivated: true });
  expect(await refusal(web.auth.test())).toMatchObject({ error: "account_inactive" });
  await slack.call("PATCH", "/users/holdfast", { isDeactivated: false });
  await web.auth.test();
});

test("only messages of the app that are there can be updated", async () => {
  const said = await slack.act("messages", { as: "ana", channel: CHANNEL, text: "mine" });
  const update = (ts: string) => web.chat.update({ channel: CHANNEL, ts, text: "x" });
  expect(await refusal(update(String(said["ts"])))).toMatchObject({ error: "cant_update_message" });
  expect(await refusal(update("1.000002"))).toMatchObject({ error: "message_not_found" });
  const { ts } = await web.chat.postMessage({ channel: CHANNEL, text: "x" });
  await slack.act("messages/delete", { channel: CHANNEL, ts });
  expect(await refusal(update(String(ts)))).toMatchObject({ error: "message_not_found" });
});

test("what people, groups and methods are not there is told", async () => {
  expect(await refusal(web.users.info({ user: "U0NOBODY" }))).toMatchObject({ error: "user_not_found" });
  expect(await refusal(web.usergroups.users.list({ usergroup: "S0NONE" }))).toMatchObject({ error: "no_such_subteam" });
  expect(await refusal(web.apiCall("chat.invent"))).toMatchObject({ error: "unknown_method" });
});

test.each([
  { why: "too long a header", pointer: "/blocks/0/text/text", blocks: [header("x".repeat(151))] },
  { why: "too many blocks", pointer: "/blocks", blocks: Array.from({ length: 51 }, () => ({ type: "divider" })) },
  { why: "too long a section", pointer: "/blocks/0/text/text", blocks: [section("x".repeat(3001))] },
  { why: "an empty text", pointer: "/blocks/0/text/text", blocks: [section("")] },
  { why: "an unknown type", pointer: "/blocks/0/type", blocks: [{ type: "carousel" }] },
  { why: "one id twice", pointer: "/blocks/1/block_id", blocks: [header("a", "h"), header("b", "h")] },
  { why: "an input in a message", pointer: "/blocks/0/type", blocks: REASON_VIEW.blocks },
  {
    why: "eleven fields",
    pointer: "/blocks/0/fields",
    blocks: [{ type: "section", fields: Array(11).fill(text("a")) }],
  },
  { why: "too long a value", pointer: "/blocks/2/elements/0/value", blocks: withButton({ value: "x".repeat(2001) }) },
  {
    why: "too long a label",
    pointer: "/blocks/2/elements/0/text/text",
    blocks: withButton({ text: plain("x".repeat(76)) }),
  },
  {
    why: "too long an action id",
    pointer: "/blocks/2/elements/0/action_id",
    blocks: withButton({ action_id: "x".repeat(256) }),
  },
  {
    why: "too long a question",
    pointer: "/blocks/2/elements/0/confirm/title/text",
    blocks: withButton({ confirm: confirm() }),
  },
])("blocks with $why are refused with a pointer", async ({ pointer, blocks }) => {
  const call = web.chat.postMessage({ channel: CHANNEL, text: "x", blocks: blocks as unknown as KnownBlock[] });
  const { error, response_metadata: metadata } = await refusal(call);
  expect(error).toBe("invalid_blocks");
  const { messages } = metadata as { messages: string[] };
  expect(messages).toContainEqual(expect.stringContaining(`[json-pointer:${pointer}]`));
});

test("a section of 2900 characters that need escaping is posted, but not when it comes back escaped", async () => {
  const { message } = await web.chat.postMessage({
    channel: CHANNEL,
    text: "x",
    blocks: [section("<&>".repeat(966)) as KnownBlock],
  });
  const [stored] = (message?.blocks ?? []) as { text: { text: string } }[];
  expect(stored?.text.text).toHaveLength(966 * 13);
  const echo = web.chat.postMessage({ channel: CHANNEL, text: "x", blocks: message?.blocks as KnownBlock[] });
  expect(await refusal(echo)).toMatchObject({ error: "invalid_blocks" });
});

test.each([
  { fields: { text: "" }, error: "no_text" },
  { fields: { text: "x".repeat(40_001) }, error: "msg_too_long" },
  { fields: { text: "x", blocks: "{" }, error: "invalid_blocks_format" },
  { fields: { text: "x", metadata: "{}x" }, error: "invalid_metadata_format" },
  { fields: { text: "x", metadata: '{"event_type":"a"}' }, error: "invalid_metadata_schema" },
  { fields: { text: "x", thread_ts: "1.000003" }, error: "thread_not_found" },
])("a message with $error is refused", async ({ fields, error }) => {
  expect(await refusal(web.apiCall("chat.postMessage", { channel: CHANNEL, ...fields }))).toMatchObject({ error });
});

test("a field that is missing is named", async () => {
  const { error, response_metadata: metadata } = await refusal(web.apiCall("chat.update", { channel: CHANNEL }));
  expect([error, JSON.stringify(metadata)]).toEqual(["invalid_arguments", expect.stringContaining("/ts")]);
});

test.each([
  { why: "a long title", pointer: "/view/title/text", change: { title: plain("x".repeat(25)) } },
  { why: "much private metadata", pointer: "/view/private_metadata", change: { private_metadata: "x".repeat(3001) } },
  { why: "no way to submit", pointer: "/view", change: { submit: undefined } },
])("a modal with $why is refused, and its trigger can still be used", async ({ pointer, change }) => {
  const { ts } = await web.chat.postMessage({
    channel: CHANNEL,
    text: "x",
    blocks: approvalBlocks() as unknown as KnownBlock[],
  });
  await slack.click({ as: "dee", channel: CHANNEL, ts, actionId: "holdfast.reject" });
  const trigger = String(app.calls.at(-1)?.payload["trigger_id"]);
  const view = { ...REASON_VIEW, ...change } as unknown as ModalView;
  const { error, response_metadata: metadata } = await refusal(web.views.open({ trigger_id: trigger, view }));
  expect([error, JSON.stringify(metadata)]).toEqual(["invalid_arguments", expect.stringContaining(pointer)]);
  await web.views.open({ trigger_id: trigger, view: REASON_VIEW as unknown as ModalView });
});

function text(content: string) {
  return { type: "mrkdwn", text: content };
}

function plain(content: string) {
  return { type: "plain_text", text: content };
}

function header(content: string, id?: string) {
  return { type: "header", text: plain(content), ...(id === undefined ? {} : { block_id: id }) };
}

function section(content: string) {
  return { type: "section", text: text(content) };
}

function confirm() {
  return { title: plain("x".repeat(101)), text: plain("a"), confirm: plain("a"), deny: plain("a") };
}

function withButton(change: Record<string, unknown>) {
  const [head, facts, actions] = approvalBlocks();
  const [first, ...others] = (actions?.["elements"] ?? []) as Record<string, unknown>[];
  return [head, facts, { ...actions, elements: [{ ...first, ...change }, ...others] }];
}
