import { ErrorCode } from "@slack/web-api";
import type { KnownBlock, WebClient } from "@slack/web-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { approvalBlocks } from "./slack-blocks.ts";
import { startFakeSlack } from "./start-fake-slack.ts";
import type { FakeSlack } from "./start-fake-slack.ts";

let slack: FakeSlack;
let web: WebClient;
beforeAll(async () => {
  slack = await startFakeSlack();
  web = slack.web();
});
afterAll(async () => await slack.kill());

const CHANNEL = "C0RELEASES";
const BLOCKS = approvalBlocks() as unknown as KnownBlock[];

function platformError(error: string, more: Record<string, unknown> = {}) {
  return { code: ErrorCode.PlatformError, data: { ok: false, error, ...more } };
}

async function post(text: string, more: Record<string, unknown> = {}): Promise<string> {
  const { ts } = await web.chat.postMessage({ channel: CHANNEL, text, ...more });
  return String(ts);
}

test("auth.test says who the token is", async () => {
  expect(await web.auth.test()).toMatchObject({
    ok: true,
    team_id: "T0SHOP",
    user_id: "U0HOLDFAST",
    bot_id: "B0HOLDFAST",
  });
});

test("a message is posted with blocks and metadata, which are shown to who asks for them", async () => {
  const metadata = { event_type: "holdfast_approval", event_payload: { key: "hf-one" } };
  const posted = await web.chat.postMessage({ channel: CHANNEL, text: "hello", blocks: BLOCKS, metadata });
  const oldest = String(Number(posted.ts) - 60);
  const look = { channel: CHANNEL, oldest, latest: posted.ts ?? "", inclusive: true, limit: 15 };
  const { messages = [] } = await web.conversations.history({ ...look, include_all_metadata: true });
  expect(messages[0]).toMatchObject({ ts: posted.ts, bot_id: "B0HOLDFAST", app_id: "A0HOLDFAST", metadata });
  expect(messages[0]?.blocks?.map(({ type }) => type)).toEqual(["header", "section", "actions"]);
  const without = await web.conversations.history(look);
  expect(without.messages?.[0]).not.toHaveProperty("metadata");
  const effects = await slack.effects("message.post");
  expect(effects.filter(({ key }) => key === "hf-one")).toMatchObject([
    { effectId: `${CHANNEL}/${posted.ts}`, actor: "U0HOLDFAST", cause: "api", changed: true },
  ]);
});

test("timestamps rise in a channel, however fast the messages come", async () => {
  const stamps = await Promise.all(Array.from({ length: 20 }, async (_, index) => await post(`fast ${index}`)));
  expect(new Set(stamps).size).toBe(20);
  expect(stamps.every((ts) => /^\d{10}\.\d{6}$/.test(ts))).toBe(true);
  const { messages = [] } = await web.conversations.history({ channel: CHANNEL, limit: 20 });
  const shown = messages.map(({ ts }) => String(ts));
  expect(shown).toEqual(shown.toSorted().toReversed());
});

test("text is kept escaped, links and mentions as they are", async () => {
  const ts = await post("a & b <c> &amp; <https://x.example/?a=1|link> <@U0ANA>");
  const { messages } = await web.conversations.history({ channel: CHANNEL, latest: ts, inclusive: true, limit: 1 });
  expect(messages?.[0]?.text).toBe("a &amp; b &lt;c&gt; &amp; <https://x.example/?a=1|link> <@U0ANA>");
});

test("history is cut by its bounds and goes on by cursor", async () => {
  const stamps: string[] = [];
  for (const text of ["one", "two", "three"]) stamps.push(await post(text));
  const [first = "", , last = ""] = stamps;
  const between = await web.conversations.history({ channel: CHANNEL, oldest: first, latest: last });
  expect(between.messages?.map(({ text }) => text)).toEqual(["two"]);
  const bounds = { channel: CHANNEL, oldest: first, latest: last, inclusive: true };
  const page = await web.conversations.history({ ...bounds, limit: 2 });
  expect([page.messages?.map(({ text }) => text), page.has_more]).toEqual([["three", "two"], true]);
  const cursor = page.response_metadata?.next_cursor ?? "";
  const rest = await web.conversations.history({ ...bounds, limit: 2, cursor });
  expect([rest.messages?.map(({ text }) => text), rest.has_more]).toEqual([["one"], false]);
});

test("a thread is apart from the channel, unless a reply is broadcast", async () => {
  const parent = await post("parent");
  await post("reply", { thread_ts: parent, metadata: { event_type: "a", event_payload: { key: "hf-reply" } } });
  await post("loud", { thread_ts: parent, reply_broadcast: true });
  const thread = await web.conversations.replies({ channel: CHANNEL, ts: parent, include_all_metadata: true });
  expect(thread.messages).toMatchObject([
    { text: "parent", reply_count: 2 },
    { text: "reply", thread_ts: parent, metadata: { event_payload: { key: "hf-reply" } } },
    { text: "loud" },
  ]);
  const { messages = [] } = await web.conversations.history({ channel: CHANNEL, oldest: parent, inclusive: true });
  expect(messages.map(({ text }) => text)).toEqual(["loud", "parent"]);
  await expect(web.conversations.replies({ channel: CHANNEL, ts: "1.000001" })).rejects.toMatchObject(
    platformError("thread_not_found"),
  );
});

test("an update replaces text and blocks; text alone takes the blocks away; metadata stays", async () => {
  const metadata = { event_type: "a", event_payload: { key: "hf-kept" } };
  const ts = await post("first", { blocks: BLOCKS, metadata });
  await web.chat.update({ channel: CHANNEL, ts, text: "second", blocks: BLOCKS.slice(0, 1) });
  const read = async () => {
    const wish = { channel: CHANNEL, latest: ts, inclusive: true, limit: 1, include_all_metadata: true };
    return (await web.conversations.history(wish)).messages?.[0];
  };
  expect(await read()).toMatchObject({ text: "second", metadata, edited: { user: "U0HOLDFAST" } });
  expect((await read())?.blocks).toHaveLength(1);
  await web.chat.update({ channel: CHANNEL, ts, text: "third" });
  expect(await read()).not.toHaveProperty("blocks");
  expect(await slack.effects("message.update")).toMatchObject([
    { key: "hf-kept", changed: true, before: { text: "first" }, after: { text: "second" } },
    { changed: true, after: { text: "third", blocks: [] } },
  ]);
});

test("an ephemeral message is seen by one person, and found by nobody", async () => {
  const { message_ts: ts } = await web.chat.postEphemeral({ channel: CHANNEL, user: "U0EVE", text: "not you" });
  const { messages = [] } = await web.conversations.history({ channel: CHANNEL, oldest: "0" });
  expect(messages.some(({ text }) => text === "not you")).toBe(false);
  expect(await slack.waitFor({ what: "ephemeral", user: "U0EVE", contains: "not you" })).toMatchObject([{ ts }]);
  await expect(web.chat.postEphemeral({ channel: CHANNEL, user: "U0FAY", text: "x" })).rejects.toMatchObject(
    platformError("user_not_in_channel"),
  );
});

test("people, groups and channels are told as they are", async () => {
  expect((await web.users.info({ user: "U0GUS" })).user).toMatchObject({
    is_restricted: true,
    is_ultra_restricted: true,
  });
  expect((await web.users.info({ user: "U0FAY" })).user).toMatchObject({ deleted: true });
  expect((await web.users.info({ user: "U0PAT" })).user).toMatchObject({ is_stranger: true, team_id: "T0PARTNER" });
  expect((await web.users.info({ user: "U0HOLDFAST" })).user).toMatchObject({ is_bot: true });
  expect((await web.users.lookupByEmail({ email: "ana@example.com" })).user).toMatchObject({ id: "U0ANA" });
  for (const email of ["fay@example.com", "pat@example.com", "nobody@example.com"]) {
    await expect(web.users.lookupByEmail({ email })).rejects.toMatchObject(platformError("users_not_found"));
  }
  expect((await web.usergroups.list({ include_users: true })).usergroups).toMatchObject([
    { id: "S0RELEASE", handle: "release-managers", users: ["U0BO", "U0CY", "U0DEE"] },
  ]);
  expect((await web.usergroups.users.list({ usergroup: "S0RELEASE" })).users).toEqual(["U0BO", "U0CY", "U0DEE"]);
  const { channels = [] } = await web.conversations.list({ types: "public_channel,private_channel" });
  expect(channels.map(({ name, is_member: isIn, is_archived: isOld }) => [name, isIn, isOld])).toEqual([
    ["shop-releases", true, false],
    ["shop-dev", true, false],
    ["general", false, false],
    ["shop-2025", true, true],
  ]);
  expect((await web.conversations.info({ channel: "C0DEV" })).channel).toMatchObject({
    name: "shop-dev",
    is_member: true,
  });
});

test("a message to a person opens direct messages once", async () => {
  const one = await web.chat.postMessage({ channel: "U0ANA", text: "one" });
  const two = await web.chat.postMessage({ channel: "U0ANA", text: "two" });
  expect(one.channel).toMatch(/^D/);
  expect(two.channel).toBe(one.channel);
  await web.chat.update({ channel: String(one.channel), ts: String(one.ts), text: "changed" });
});

test("a call is taken as JSON, too, and every answer says that it is simulated", async () => {
  const response = await fetch(`${slack.url}/api/chat.postMessage`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.token}`, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ channel: CHANNEL, text: "json", blocks: BLOCKS }),
  });
  expect([response.status, response.headers.get("x-simulator")]).toEqual([200, "1"]);
  expect(await response.json()).toMatchObject({ ok: true, message: { text: "json" } });
  for (const path of ["/", "/healthz", "/nothing", "/__sim/slack/settings"]) {
    expect((await fetch(slack.url + path)).headers.get("x-simulator")).toBe("1");
  }
});
