import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Chat, ChatAnswer } from "../../adapters/chat/port.ts";
import { slackChat } from "../../adapters/chat/slack-chat.ts";
import { json, startRawSlack, type RawSlack } from "./raw-slack.ts";

const NOW = Date.parse("2026-09-21T12:00:00Z");
const MESSAGE = { channel: "C1", text: "hello", blocks: [], key: "hf-1" };

let slack: RawSlack;
beforeAll(async () => {
  slack = await startRawSlack();
});
afterAll(async () => await slack.close());
beforeEach(() => {
  slack.calls.length = 0;
});

const chatAt = (apiUrl: string, change: { readonly isSimulator?: boolean; readonly timeoutMs?: number } = {}): Chat =>
  slackChat({ token: "xoxb-1", apiUrl, appId: "A1", isSimulator: false, now: () => NOW, timeoutMs: 2_000, ...change });
const never = () => new AbortController().signal;
const post = async (chat = chatAt(slack.apiUrl)) => await chat.post(MESSAGE, never());
const raw =
  (body: string, type = "application/json", status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { "content-type": type });
    response.end(body);
  };
const refusal =
  (error: string, more: object = {}) =>
  (response: ServerResponse) =>
    json(response, { ok: false, error, ...more });

/** What the server does, and what the answer must be. */
const ANSWERS: readonly [string, (response: ServerResponse) => void, object][] = [
  [
    "a success",
    (response) => json(response, { ok: true, channel: "C1", ts: "1.000001" }),
    { outcome: "applied", value: { channel: "C1", ts: "1.000001" } },
  ],
  [
    "429 with seconds",
    (response) => json(response, {}, { status: 429, headers: { "retry-after": "7" } }),
    { outcome: "throttled", retryAfterMs: 7_000 },
  ],
  [
    "429 without a time",
    (response) => json(response, {}, { status: 429 }),
    { outcome: "throttled", retryAfterMs: 30_000 },
  ],
  [
    "429 with a date",
    (response) => json(response, {}, { status: 429, headers: { "retry-after": "Mon, 21 Sep 2026 12:01:30 GMT" } }),
    { outcome: "throttled", retryAfterMs: 90_000 },
  ],
  [
    "429 with a date that is over",
    (response) => json(response, {}, { status: 429, headers: { "retry-after": "Mon, 21 Sep 2026 11:00:00 GMT" } }),
    { outcome: "throttled", retryAfterMs: 1_000 },
  ],
  [
    "429 with half a second",
    (response) => json(response, {}, { status: 429, headers: { "retry-after": "0.5" } }),
    { outcome: "throttled", retryAfterMs: 1_000 },
  ],
  [
    "429 with nonsense",
    (response) => json(response, {}, { status: 429, headers: { "retry-after": "soon" } }),
    { outcome: "throttled", retryAfterMs: 30_000 },
  ],
  ["ratelimited", refusal("ratelimited"), { outcome: "throttled", retryAfterMs: 30_000 }],
  ["rate_limited", refusal("rate_limited"), { outcome: "throttled", retryAfterMs: 30_000 }],
  ["500", raw("oops", "text/html", 500), { outcome: "unknown" }],
  ["502", raw("", "text/html", 502), { outcome: "unknown" }],
  [
    "503 with Retry-After",
    (response) => json(response, {}, { status: 503, headers: { "retry-after": "9" } }),
    { outcome: "unknown" },
  ],
  ["404", raw("nothing here", "text/plain", 404), { outcome: "refused", code: "http_404", mend: "configuration" }],
  ["403 of a proxy", raw("<html>", "text/html", 403), { outcome: "refused", code: "http_403", mend: "configuration" }],
  [
    "302 to a login page",
    (response) => void response.writeHead(302, { location: "http://127.0.0.1:9/login" }).end(),
    { outcome: "refused", code: "redirected", mend: "configuration" },
  ],
  ["200 with HTML", raw("<html>maintenance</html>", "text/html"), { outcome: "unknown" }],
  ["200 with HTML that says it is JSON", raw("<html>maintenance</html>"), { outcome: "unknown" }],
  ["200 without a body", raw(""), { outcome: "unknown" }],
  ["200 with half of a success", raw('{"ok":true,"channel":"C1","ts":"1.0'), { outcome: "unknown" }],
  ["200 with {}", raw("{}"), { outcome: "unknown" }],
  ["200 with a success that has no ts", raw('{"ok":true,"channel":"C1"}'), { outcome: "unknown" }],
  ["200 with null", raw("null"), { outcome: "unknown" }],
  ["200 with a list", raw("[]"), { outcome: "unknown" }],
  [
    "a body cut off in the middle",
    (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "400" });
      response.write('{"ok":true,');
      setImmediate(() => response.destroy());
    },
    { outcome: "unknown" },
  ],
  ["a reset before any answer", (response) => void response.socket?.resetAndDestroy(), { outcome: "unknown" }],
];

test.each(ANSWERS)("%s is told apart, after one request", async (_, how, expected) => {
  slack.answer(how);
  expect(await post()).toMatchObject(expected);
  expect(slack.calls).toHaveLength(1);
});

const CODES: Readonly<Record<string, readonly string[]>> = {
  configuration: [
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "missing_scope",
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "no_permission",
    "ekm_access_denied",
    "org_login_required",
    "users_not_found",
    "no_such_subteam",
    "plan_upgrade_required",
    "some_code_of_next_year",
  ],
  us: [
    "invalid_blocks",
    "msg_too_long",
    "msg_too_large",
    "no_text",
    "invalid_arguments",
    "invalid_trigger_id",
    "view_too_large",
  ],
  message: ["message_not_found", "cant_update_message", "edit_window_closed"],
  person: ["expired_trigger_id"],
};
const refusals = Object.entries(CODES).flatMap(([mend, codes]) => codes.map((code): [string, string] => [code, mend]));

test.each(refusals)("%s is a no that concerns: %s", async (code, mend) => {
  slack.answer(refusal(code));
  expect(await post()).toMatchObject({ outcome: "refused", code, mend });
});

test.each(["internal_error", "fatal_error", "request_timeout", "service_unavailable"])(
  "%s leaves it unknown whether it was accepted",
  async (code) => {
    slack.answer(refusal(code));
    const answer = await post();
    expect(answer).toMatchObject({ outcome: "unknown", reason: `Slack answered ${code}` });
  },
);

test("a refusal says what Slack said more", async () => {
  slack.answer(refusal("missing_scope", { needed: "chat:write", provided: "users:read" }));
  expect(await post()).toMatchObject({ reason: "Slack answered missing_scope; it needs chat:write" });
  slack.answer(
    refusal("invalid_blocks", { response_metadata: { messages: ["[ERROR] too long [json-pointer:/blocks/0]"] } }),
  );
  expect(await post()).toMatchObject({ reason: /json-pointer:\/blocks\/0/ });
});

test("no answer in time leaves it unknown", async () => {
  slack.answer(() => undefined);
  const answer = await post(chatAt(slack.apiUrl, { timeoutMs: 50 }));
  expect(answer).toEqual({ outcome: "unknown", reason: "no answer of Slack: no answer in time" });
});

test("nothing was sent where nobody listens, or there is no such host", async () => {
  const gone = await startRawSlack();
  await gone.close();
  for (const apiUrl of [gone.apiUrl, "http://slack.invalid/api/"])
    expect(await post(chatAt(apiUrl))).toMatchObject({ outcome: "not sent" });
});

test("a call that its caller gives up is neither a success nor a failure", async () => {
  slack.answer(() => undefined);
  const giveUp = new AbortController();
  const answer = chatAt(slack.apiUrl).post(MESSAGE, giveUp.signal);
  await expect.poll(() => slack.calls.length).toBe(1);
  giveUp.abort(new Error("given up"));
  await expect(answer).rejects.toThrow("given up");
});

test("a limit of the caller's own that is over leaves it unknown, also before it was sent", async () => {
  slack.answer(() => undefined);
  const late = { outcome: "unknown", reason: "no answer of Slack in time" };
  expect(await chatAt(slack.apiUrl).post(MESSAGE, AbortSignal.timeout(50))).toEqual(late);
  const over = AbortSignal.timeout(0);
  await expect.poll(() => over.aborted).toBe(true);
  expect(await chatAt(slack.apiUrl).post(MESSAGE, over)).toEqual(late);
});

test("nothing of a simulator counts unless the configuration says that it is one", async () => {
  slack.answer((response) =>
    json(response, { ok: true, channel: "C1", ts: "1.1" }, { headers: { "x-simulator": "1" } }),
  );
  expect(await post()).toMatchObject({ outcome: "refused", code: "simulator_not_expected", mend: "configuration" });
  expect(await post(chatAt(slack.apiUrl, { isSimulator: true }))).toMatchObject({ outcome: "applied" });
});

test("a form whose trigger was used by a call without an answer is open", async () => {
  slack.answer(refusal("exchanged_trigger_id"));
  const answer: ChatAnswer<null> = await chatAt(slack.apiUrl).openForm("1.2.3", { type: "modal" }, never());
  expect(answer).toEqual({ outcome: "applied", value: null });
  slack.answer(refusal("expired_trigger_id"));
  expect(await chatAt(slack.apiUrl).openForm("1.2.3", { type: "modal" }, never())).toMatchObject({ mend: "person" });
});
