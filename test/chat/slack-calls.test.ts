import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { slackChat } from "../../adapters/chat/slack-chat.ts";
import { json, startRawSlack, type RawSlack } from "./raw-slack.ts";

const NOW = Date.parse("2026-09-21T12:00:00Z");
const KEY = "hf-7f3k2m9qx4tn5b6a";

let slack: RawSlack;
beforeAll(async () => {
  slack = await startRawSlack();
});
afterAll(async () => await slack.close());
beforeEach(() => {
  slack.calls.length = 0;
});

const chat = () =>
  slackChat({ token: "xoxb-1", apiUrl: slack.apiUrl, appId: "A1", isSimulator: false, now: () => NOW });
const never = new AbortController().signal;
const sent = () => Object.fromEntries(slack.calls[0]?.form ?? []);

test("a post carries its key as metadata, its token in the header only, and unfurls nothing", async () => {
  slack.answer((response) => json(response, { ok: true, channel: "C1", ts: "1.1" }));
  await chat().post({ channel: "#releases", text: "t", blocks: [{ type: "divider" }], key: KEY, thread: "1.0" }, never);
  const [call] = slack.calls;
  expect(call?.path).toBe("/api/chat.postMessage");
  expect(call?.headers.authorization).toBe("Bearer xoxb-1");
  expect(sent()).toEqual({
    channel: "#releases",
    text: "t",
    blocks: '[{"type":"divider"}]',
    metadata: `{"event_type":"holdfast_message","event_payload":{"key":"${KEY}"}}`,
    unfurl_links: "false",
    unfurl_media: "false",
    thread_ts: "1.0",
  });
});

test("an update sends text and blocks", async () => {
  slack.answer((response) => json(response, { ok: true, channel: "C1", ts: "1.1" }));
  const answer = await chat().update({ channel: "C1", ts: "1.1" }, { text: "t", blocks: [] }, never);
  expect(answer).toEqual({ outcome: "applied", value: { channel: "C1", ts: "1.1" } });
  expect(sent()).toEqual({ channel: "C1", ts: "1.1", text: "t", blocks: "[]" });
});

test("a whisper goes to one person, in the thread where there is one", async () => {
  slack.answer((response) => json(response, { ok: true, message_ts: "1.2" }));
  const answer = await chat().whisper({ channel: "C1", user: "U1", thread: "1.1" }, "psst", never);
  expect(answer).toEqual({ outcome: "applied", value: null });
  expect(sent()).toEqual({ channel: "C1", user: "U1", text: "psst", thread_ts: "1.1" });
});

/** A message in a channel, of our app unless it says otherwise. */
const message = (ts: string, change: object = {}) => ({
  ts,
  app_id: "A1",
  bot_id: "B1",
  metadata: { event_type: "holdfast_message", event_payload: { key: KEY } },
  ...change,
});
const find = async (thread?: string) =>
  await chat().find(
    { channel: "C1", key: KEY, sinceMs: NOW - 5_000, ...(thread === undefined ? {} : { thread }) },
    never,
  );

test("find asks for a span with both ends, and for metadata", async () => {
  slack.answer((response) => json(response, { ok: true, messages: [] }));
  expect(await find()).toEqual({ outcome: "applied", value: null });
  expect(slack.calls[0]?.path).toBe("/api/conversations.history");
  const oldest = NOW / 1_000 - 65;
  expect(sent()).toMatchObject({
    oldest: oldest.toFixed(6),
    latest: (NOW / 1_000 + 60).toFixed(6),
    include_all_metadata: "true",
  });
});

test("find looks into a thread where there is one", async () => {
  slack.answer((response) => json(response, { ok: true, messages: [message("2.0")] }));
  expect(await find("1.0")).toEqual({ outcome: "applied", value: { channel: "C1", ts: "2.0" } });
  expect(slack.calls[0]?.path).toBe("/api/conversations.replies");
  expect(sent()).toMatchObject({ ts: "1.0" });
});

test("find takes the oldest of ours, over all pages, and no message of another app", async () => {
  const foreign = message("0.5", { app_id: "A2", bot_id: "B2" });
  const other = message("0.6", { metadata: { event_type: "holdfast_message", event_payload: { key: "hf-other" } } });
  const strange = message("0.7", { metadata: { event_type: "deploy", event_payload: { key: KEY } } });
  slack.answer((response, { form }) =>
    form.get("cursor") === null
      ? json(response, { ok: true, messages: [message("3.0"), foreign], response_metadata: { next_cursor: "more" } })
      : json(response, {
          ok: true,
          messages: [message("2.0"), other, strange],
          response_metadata: { next_cursor: "" },
        }),
  );
  expect(await find()).toEqual({ outcome: "applied", value: { channel: "C1", ts: "2.0" } });
  expect(slack.calls).toHaveLength(2);
});

test("a bot that Slack says is ours is ours, also where a message does not name its app", async () => {
  const one = chat();
  slack.answer((response) => json(response, { ok: true, team_id: "T1", bot_id: "B1" }));
  expect(await one.check(never)).toEqual({ outcome: "applied", value: { team: "T1", bot: "B1" } });
  slack.answer((response) => json(response, { ok: true, messages: [message("2.0", { app_id: undefined })] }));
  const found = await one.find({ channel: "C1", key: KEY, sinceMs: NOW }, never);
  expect(found).toEqual({ outcome: "applied", value: { channel: "C1", ts: "2.0" } });
});

test("find says no where history is closed to us, and where the channel is known by name only", async () => {
  slack.answer((response) => json(response, { ok: false, error: "missing_scope", needed: "channels:history" }));
  expect(await find()).toMatchObject({ outcome: "refused", mend: "configuration" });
  const byName = await chat().find({ channel: "#releases", key: KEY, sinceMs: NOW }, never);
  expect(byName).toMatchObject({ outcome: "refused", code: "channel_by_name" });
});

test("an installation for a whole organisation is known by the organisation", async () => {
  const identity = { ok: true, team_id: "E1", enterprise_id: "E1", is_enterprise_install: true, bot_id: "B1" };
  slack.answer((response) => json(response, identity));
  expect(await chat().check(never)).toEqual({ outcome: "applied", value: { team: "E1", bot: "B1" } });
});

test.each([
  ["a member", {}, true],
  ["a guest of several channels", { is_restricted: true }, false],
  ["a guest of one channel", { is_ultra_restricted: true }, false],
  ["somebody of another workspace", { is_stranger: true, team_id: "T2" }, false],
  ["a deactivated account", { deleted: true }, false],
  ["a bot", { is_bot: true }, false],
])("%s is known for what it is", async (_, change, isMember) => {
  const user = { id: "U1", team_id: "T1", profile: { email: "ana@example.com" }, ...change };
  slack.answer((response) => json(response, { ok: true, user }));
  const answer = await chat().account("U1", never);
  expect(answer).toEqual({
    outcome: "applied",
    value: { user: "U1", team: user.team_id, email: "ana@example.com", isMember },
  });
});

test("an address that was not confirmed is not told", async () => {
  const user = { id: "U1", team_id: "T1", is_email_confirmed: false, profile: { email: "ana@example.com" } };
  slack.answer((response) => json(response, { ok: true, user }));
  expect(await chat().account("U1", never)).toEqual({
    outcome: "applied",
    value: { user: "U1", team: "T1", isMember: true },
  });
});
