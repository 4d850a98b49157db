import { ErrorCode } from "@slack/web-api";
import type { WebClient } from "@slack/web-api";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeSlack } from "./start-fake-slack.ts";
import type { FakeSlack } from "./start-fake-slack.ts";

let slack: FakeSlack;
let web: WebClient;
beforeAll(async () => {
  slack = await startFakeSlack();
  web = slack.web();
});
afterEach(async () => {
  await slack.call("DELETE", "/faults");
  await slack.settings({ outage: "none", rateLimits: "off" });
});
afterAll(async () => await slack.kill());

const POSTS = { path: "/api/chat.postMessage" };
const post = async (text: string, client = web) => await client.chat.postMessage({ channel: "C0RELEASES", text });
const failure = async (text: string) =>
  await post(text).then(
    () => undefined,
    (error: unknown) => error,
  );

async function effectsOf(text: string): Promise<Record<string, unknown>[]> {
  const effects = await slack.effects("message.post");
  return effects.filter(({ after }) => (after as { text: string }).text === text);
}

function impatient(): WebClient {
  const client = slack.web();
  return Object.assign(client, { timeout: 300 });
}

test("429 says when to come back", async () => {
  await slack.fault({ kind: "status", status: 429, retryAfter: 7, match: POSTS });
  expect(await failure("limited")).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
  await slack.fault({ kind: "status", status: 429, retryAfter: "0.5", match: POSTS });
  expect(await failure("limited")).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 0 });
  expect(await effectsOf("limited")).toEqual([]);
});

test.each([{ retryAfter: null }, { retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT" }])(
  "429 with $retryAfter as Retry-After is an error without a code",
  async ({ retryAfter }) => {
    await slack.fault({ kind: "status", status: 429, retryAfter, match: POSTS });
    const error = await failure("no header");
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty("code");
  },
);

test.each([
  "ratelimited",
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "edit_window_closed",
  "team_access_not_granted",
])("a 200 can say %s, without an effect", async (error) => {
  await slack.fault({ kind: "error", error, match: POSTS });
  expect(await failure(error)).toMatchObject({ code: ErrorCode.PlatformError, data: { ok: false, error } });
  expect(await effectsOf(error)).toEqual([]);
});

test.each([500, 502, 503, 404, 401])(
  "status %i is answered as often as asked for, without an effect",
  async (status) => {
    const text = `status ${status}`;
    await slack.fault({ kind: "status", status, retryAfter: status === 503 ? 9 : null, times: 2, match: POSTS });
    for (let count = 0; count < 2; count += 1) {
      expect(await failure(text)).toMatchObject({ code: ErrorCode.HTTPError, statusCode: status });
    }
    expect(await effectsOf(text)).toEqual([]);
    await post(text);
  },
);

test.each([
  { kind: "timeout-before-effect", effects: 0 },
  { kind: "reset-before-effect", effects: 0 },
  { kind: "timeout-after-effect", effects: 1 },
  { kind: "reset-after-effect", effects: 1 },
  { kind: "redirect", effects: 0 },
])("$kind: a request error, and $effects effects", async ({ kind, effects }) => {
  const text = `${kind} text`;
  await slack.fault({ kind, match: POSTS });
  const error = await post(text, impatient()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: ErrorCode.RequestError });
  expect(await effectsOf(text)).toMatchObject(Array.from({ length: effects }, () => ({ fault: kind })));
  expect((await slack.call("GET", "/faults")).body).toMatchObject([{ kind, hits: 1, left: 0 }]);
});

test.each([
  { kind: "html", error: expect.stringContaining("<html>"), effects: 0 },
  { kind: "html-after-effect", error: expect.stringContaining("<html>"), effects: 1 },
  { kind: "empty", error: "", effects: 0 },
  { kind: "empty-after-effect", error: "", effects: 1 },
  { kind: "cut-after-effect", error: expect.stringMatching(/^\{"ok":true/), effects: 1 },
  { kind: "error-after-effect", error: "internal_error", effects: 1 },
  { kind: "wrong-shape", error: undefined, effects: 0 },
])("$kind: reads like a refusal, with $effects effects", async ({ kind, error, effects }) => {
  const text = `${kind} text`;
  await slack.fault({ kind, match: POSTS });
  expect(await failure(text)).toMatchObject({ code: ErrorCode.PlatformError });
  await slack.fault({ kind, match: POSTS });
  const thrown = (await failure(text)) as { data: { error?: string } };
  expect(thrown.data.error).toEqual(error);
  expect(await effectsOf(text)).toHaveLength(2 * effects);
});

test("a body that ends in the middle is an error without a code, after the effect", async () => {
  await slack.fault({ kind: "cut-stream-after-effect", match: POSTS });
  const error = await failure("cut stream");
  expect(error).toBeInstanceOf(TypeError);
  expect(error).not.toHaveProperty("code");
  expect(await effectsOf("cut stream")).toHaveLength(1);
});

test("slow answers late and truly", async () => {
  await slack.fault({ kind: "slow", delayMs: 200, match: POSTS });
  const startedAt = Date.now();
  await post("slow");
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(190);
});

test("a fault hits the call that it is meant for: by key, after some that pass, and for a time", async () => {
  await slack.fault({
    kind: "status",
    match: { ...POSTS, contains: "hf-mine 1" },
    skip: 1,
    times: "forever",
    forMs: 60_000,
  });
  await post("hf-other 1");
  await post("hf-mine 1");
  expect(await failure("hf-mine 1")).toMatchObject({ code: ErrorCode.HTTPError });
  expect((await slack.call("GET", "/faults")).body).toMatchObject([{ hits: 1, left: "forever" }]);
  await slack.call("DELETE", "/faults");
  await slack.fault({ kind: "status", times: "forever", forMs: 1 });
  await expect.poll(async () => await failure("hf-late 1"), { interval: 5 }).toBeUndefined();
  expect((await slack.call("GET", "/faults")).body).toMatchObject([{ left: 0 }]);
});

test("in an outage every call of the API fails, or hangs, until it is over", async () => {
  await slack.settings({ outage: "unavailable" });
  expect(await failure("outage")).toMatchObject({ code: ErrorCode.HTTPError, statusCode: 503 });
  await slack.settings({ outage: "hang" });
  await expect(post("outage", impatient())).rejects.toMatchObject({ code: ErrorCode.RequestError });
  expect(await effectsOf("outage")).toEqual([]);
  await slack.settings({ outage: "none" });
  await post("outage");
});

test("every call of the API is logged, with the fault it met", async () => {
  await slack.fault({ kind: "reset-before-effect", match: { path: "/api/users.*" } });
  await expect(web.users.info({ user: "U0ANA" })).rejects.toMatchObject({ code: ErrorCode.RequestError });
  const { body } = await slack.call("GET", "/requests");
  const requests = body as unknown as Record<string, unknown>[];
  expect(requests.at(-1)).toMatchObject({
    method: "POST",
    path: "/api/users.info",
    actor: "U0HOLDFAST",
    status: 0,
    fault: "reset-before-effect",
  });
});

test("with limits on, a channel takes a message a second, and others do not wait for it", async () => {
  await slack.settings({ rateLimits: "on" });
  await post("first");
  expect(await failure("second")).toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 });
  await web.chat.postMessage({ channel: "C0DEV", text: "other channel" });
  expect(await effectsOf("second")).toEqual([]);
  await slack.settings({ rateLimits: "off" });
  await post("second");
});

test("history can be held to one call a minute and fifteen messages", async () => {
  for (let count = 0; count < 16; count += 1) await post(`busy ${count}`);
  await slack.settings({ rateLimits: "history-once-a-minute" });
  const { messages } = await web.conversations.history({ channel: "C0RELEASES", limit: 100 });
  expect(messages).toHaveLength(15);
  await expect(web.conversations.history({ channel: "C0RELEASES" })).rejects.toMatchObject({
    code: ErrorCode.RateLimitedError,
    retryAfter: expect.closeTo(60, -1),
  });
});
