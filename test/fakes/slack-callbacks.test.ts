import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ErrorCode } from "@slack/web-api";
import type { KnownBlock, ModalView, WebClient } from "@slack/web-api";
import { approvalBlocks, REASON_VIEW } from "./slack-blocks.ts";
import { startSlackReceiver } from "./slack-receiver.ts";
import type { SlackReceiver } from "./slack-receiver.ts";
import { startFakeSlack } from "./start-fake-slack.ts";
import type { SlackCallback } from "./slack-control.ts";
import type { FakeSlack } from "./start-fake-slack.ts";

let slack: FakeSlack;
let web: WebClient;
let app: SlackReceiver;
beforeAll(async () => {
  app = await startSlackReceiver("s3cret");
  slack = await startFakeSlack("--signing-secret", "s3cret", "--callback-base", app.url);
  web = slack.web();
  // Clicks, modals and commands are counted here, not what the app hears of messages.
  await slack.settings({ eventTypes: [] });
});
beforeEach(() => app.reset());
afterAll(async () => {
  await slack.kill();
  await app.close();
});

const CHANNEL = "C0RELEASES";
const APPROVE = { as: "bo", channel: CHANNEL, actionId: "holdfast.approve" };

async function post(title?: string): Promise<string> {
  const blocks = approvalBlocks(title) as unknown as KnownBlock[];
  return String((await web.chat.postMessage({ channel: CHANNEL, text: "approval needed", blocks })).ts);
}

async function sayAgain(callback: SlackCallback | undefined, wish: Record<string, unknown>): Promise<SlackCallback> {
  return (await slack.act(`callbacks/${callback?.id}/replay`, wish))["callback"] as SlackCallback;
}

/** What comes of something while the app does not answer. */
async function unanswered<T>(act: () => Promise<T>): Promise<T> {
  await slack.settings({ ackLimitMs: 100 });
  app.answer(() => null);
  const result = await act();
  await slack.settings({ ackLimitMs: 3000 });
  return result;
}

/** Clicks on Reject, and answers the trigger and the response URL that come with it. */
async function reject(
  as = "bo",
): Promise<{ readonly trigger: string; readonly responseUrl: string; readonly ts: string }> {
  const ts = await post();
  await slack.click({ as, channel: CHANNEL, ts, actionId: "holdfast.reject" });
  const { trigger_id: trigger, response_url: responseUrl } = app.calls.at(-1)?.payload ?? {};
  return { trigger: String(trigger), responseUrl: String(responseUrl), ts };
}

test("a click is sent signed, with all that the app needs, and its answer is told", async () => {
  const ts = await post();
  const [callback] = await slack.click({ ...APPROVE, ts });
  expect(callback).toMatchObject({ status: 200, answer: "", problem: null, kind: "block_actions" });
  const [call] = app.calls;
  expect(call).toMatchObject({ path: "/slack/interactions", isSigned: true });
  expect(call?.payload).toMatchObject({
    type: "block_actions",
    api_app_id: "A0HOLDFAST",
    team: { id: "T0SHOP" },
    user: { id: "U0BO", team_id: "T0SHOP" },
    container: { type: "message", message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
    message: { ts },
    is_enterprise_install: false,
    actions: [{ action_id: "holdfast.approve", block_id: "apr:1", value: '{"a":"1","p":"9f31c2"}', type: "button" }],
  });
});

test("a click in a thread says so", async () => {
  const parent = await post();
  const blocks = approvalBlocks() as unknown as KnownBlock[];
  const { ts } = await web.chat.postMessage({ channel: CHANNEL, text: "reply", blocks, thread_ts: parent });
  await slack.click({ ...APPROVE, ts });
  expect(app.calls[0]?.payload).toMatchObject({ container: { message_ts: ts, thread_ts: parent } });
});

test("a double click is two payloads of their own", async () => {
  await slack.click({ ...APPROVE, ts: await post(), times: 2 });
  const triggers = app.calls.map(({ payload }) => payload["trigger_id"]);
  const moments = app.calls.map(({ payload }) => (payload["actions"] as { action_ts: string }[])[0]?.action_ts);
  expect([new Set(triggers).size, new Set(moments).size, app.calls.length]).toEqual([2, 2, 2]);
});

test("a payload is replayed byte for byte, or signed anew with a stale time", async () => {
  const [callback] = await slack.click({ ...APPROVE, ts: await post() });
  await sayAgain(callback, { timestamp: "same" });
  await sayAgain(callback, { timestamp: "new", timestampOffsetSeconds: -600 });
  const [first, same, stale] = app.calls;
  expect(same?.body).toBe(first?.body);
  expect(same?.headers["x-slack-signature"]).toBe(first?.headers["x-slack-signature"]);
  expect(same?.isSigned).toBe(true);
  expect([stale?.body === first?.body, stale?.isSigned]).toEqual([true, false]);
});

test.each([
  { spoil: { signature: "forged" }, isSigned: false },
  { spoil: { signature: "missing" }, isSigned: false },
  { spoil: { timestampOffsetSeconds: -301 }, isSigned: false },
  { spoil: { timestampOffsetSeconds: 400 }, isSigned: false },
  { spoil: { apiAppId: "A0OTHER" }, isSigned: true },
  { spoil: { teamId: "T0OTHER" }, isSigned: true },
])("a payload can be spoilt: $spoil", async ({ spoil, isSigned }) => {
  app.answer((call) => (call.isSigned ? "" : 401));
  const [callback] = await slack.click({ ...APPROVE, ts: await post(), spoil });
  expect(app.calls[0]?.isSigned).toBe(isSigned);
  expect(callback?.status).toBe(isSigned ? 200 : 401);
  const { api_app_id: appId, team } = app.calls[0]?.payload ?? {};
  expect(appId).toBe(spoil.apiAppId ?? "A0HOLDFAST");
  expect(team).toMatchObject({ id: spoil.teamId ?? "T0SHOP" });
});

test("an old render and a deleted message can be clicked on, and a person of another workspace can click", async () => {
  const ts = await post("first");
  await web.chat.update({ channel: CHANNEL, ts, text: "decided" });
  expect((await slack.call("POST", "/click", { ...APPROVE, ts })).status).toBe(404);
  await slack.click({ ...APPROVE, ts, render: 0, as: "pat" });
  expect(app.calls[0]?.payload).toMatchObject({ user: { id: "U0PAT", team_id: "T0PARTNER" }, team: { id: "T0SHOP" } });
  const gone = await post();
  await slack.act("messages/delete", { channel: CHANNEL, ts: gone });
  expect((await slack.call("POST", "/click", { ...APPROVE, ts: gone })).status).toBe(404);
  await slack.click({ ...APPROVE, ts: gone, isDeletedToo: true });
  expect(app.calls).toHaveLength(2);
});

test("an interaction that is answered late, not with 200, or not at all is not repeated", async () => {
  const ts = await post();
  expect(await unanswered(async () => await slack.click({ ...APPROVE, ts }))).toMatchObject([
    { problem: "late", status: null },
  ]);
  app.answer(() => 500);
  expect(await slack.click({ ...APPROVE, ts })).toMatchObject([{ problem: "not-200", status: 500, answer: "no" }]);
  expect(app.calls).toHaveLength(2);
  await slack.settings({ interactivityUrl: "http://127.0.0.1:1/nobody" });
  expect(await slack.click({ ...APPROVE, ts })).toMatchObject([{ problem: "unreachable" }]);
  await slack.settings({ interactivityUrl: `${app.url}/slack/interactions` });
  await slack.click({ ...APPROVE, ts });
  expect(app.calls).toHaveLength(3);
});

test("an app of an organisation is told no workspace", async () => {
  await slack.settings({ isOrgWide: true });
  await slack.click({ ...APPROVE, ts: await post() });
  await slack.act("command", { as: "bo", channel: "shop-dev", text: "/holdfast status prod" });
  await slack.settings({ isOrgWide: false });
  const [click, command] = app.calls;
  expect(click?.payload).toMatchObject({ team: null, enterprise: { id: "E0ORG" }, is_enterprise_install: true });
  expect(command?.form).toMatchObject({ enterprise_id: "E0ORG", is_enterprise_install: "true" });
});

test("a trigger opens one modal, while it lives", async () => {
  const view = REASON_VIEW as unknown as ModalView;
  const { trigger } = await reject("ana");
  await web.views.open({ trigger_id: trigger, view });
  await expect(web.views.open({ trigger_id: trigger, view })).rejects.toThrow("exchanged_trigger_id");
  await expect(web.views.open({ trigger_id: "1.2", view })).rejects.toThrow("invalid_trigger_id");
  await slack.settings({ triggerLifeMs: 0 });
  const late = await reject();
  await slack.settings({ triggerLifeMs: 3000 });
  await expect(web.views.open({ trigger_id: late.trigger, view })).rejects.toThrow("expired_trigger_id");
});

test("a modal whose answer got lost is open, which the next try hears", async () => {
  const view = REASON_VIEW as unknown as ModalView;
  const { trigger } = await reject("ana");
  await slack.fault({ kind: "reset-after-effect", match: { path: "/api/views.open" } });
  await expect(web.views.open({ trigger_id: trigger, view })).rejects.toMatchObject({ code: ErrorCode.RequestError });
  await expect(web.views.open({ trigger_id: trigger, view })).rejects.toThrow("exchanged_trigger_id");
  expect(await slack.act("submit", { as: "ana", values: { reason: "it is open" } })).toMatchObject({
    view: { state: "submitted" },
  });
});

test("a modal stays open while the app finds errors, and closes when it is content", async () => {
  const { trigger } = await reject();
  await web.views.open({ trigger_id: trigger, view: REASON_VIEW as unknown as ModalView });
  const short = await slack.call("POST", "/submit", { as: "bo", values: { reason: "no" } });
  expect(short).toMatchObject({ status: 400, body: { errors: { reason: expect.stringContaining("5") } } });
  app.answer(() => ({ response_action: "errors", errors: { reason: "Say more." } }));
  const { view } = await slack.act("submit", { as: "bo", values: { reason: "     " } });
  expect(view).toMatchObject({ state: "open", errors: { reason: "Say more." }, typed: { reason: "     " } });
  expect(app.calls.at(-1)?.payload).toMatchObject({
    type: "view_submission",
    user: { id: "U0BO" },
    view: {
      callback_id: "holdfast.reject.reason",
      private_metadata: '{"a":"1"}',
      state: { values: { reason: { text: { type: "plain_text_input", value: "     " } } } },
    },
  });
  const stuck = await unanswered(async () => await slack.act("submit", { as: "bo", values: { reason: "too slow" } }));
  expect(stuck["view"]).toMatchObject({ state: "open", warning: expect.stringContaining("trouble") });
  app.answer(() => ({ response_action: "errors", errors: { other: "There is no such block." } }));
  const wrong = await slack.act("submit", { as: "bo", values: { reason: "wrong block" } });
  expect(wrong["view"]).toMatchObject({ state: "open", warning: expect.stringContaining("trouble") });
  app.answer(() => "");
  const done = await slack.act("submit", { as: "bo", values: { reason: "it breaks checkout" } });
  expect(done["view"]).toMatchObject({ state: "submitted", errors: {} });
  expect((await slack.call("POST", "/submit", { as: "bo" })).status).toBe(404);
});

test("an empty reason can be sent past the rules of the input; a closed modal is told when it asks for that", async () => {
  const { trigger } = await reject("cy");
  await web.views.open({
    trigger_id: trigger,
    view: { ...REASON_VIEW, notify_on_close: true } as unknown as ModalView,
  });
  app.answer(() => ({ response_action: "errors", errors: { reason: "Say why." } }));
  const { view } = await slack.act("submit", { as: "cy", isUnchecked: true });
  expect(view).toMatchObject({ errors: { reason: "Say why." } });
  app.reset();
  await slack.act("close", { as: "cy" });
  expect(app.calls).toMatchObject([{ payload: { type: "view_closed", is_cleared: false } }]);
});

test("a response URL shows private replies, five times, and for a while", async () => {
  const { responseUrl } = await reject("dee");
  const use = async (body: Record<string, unknown>) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(responseUrl, { method: "POST", headers, body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };
  for (let count = 1; count <= 5; count += 1) {
    expect(await use({ response_type: "ephemeral", text: `reply ${count}` })).toEqual([200, "ok"]);
  }
  expect(await use({ text: "reply 6" })).toEqual([404, expect.stringContaining("used_url")]);
  expect(await slack.waitFor({ what: "ephemeral", user: "U0DEE", contains: "reply" }, 5)).toHaveLength(5);
  await slack.settings({ hookLifeMs: 0 });
  const { responseUrl: late } = await reject("dee");
  await slack.settings({ hookLifeMs: 1_800_000 });
  const expired = await fetch(late, { method: "POST", body: '{"text":"late"}' });
  expect([expired.status, await expired.text()]).toEqual([404, expect.stringContaining("expired_url")]);
});

test("a response URL replaces what was clicked on", async () => {
  const { responseUrl, ts } = await reject();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ replace_original: true, text: "replaced" });
  expect((await fetch(responseUrl, { method: "POST", headers, body })).status).toBe(200);
  expect(await slack.waitFor({ what: "message", ts, contains: "replaced" })).toMatchObject([{ blocks: [] }]);
});

test("a slash command is a form, and its answer is shown to who typed it", async () => {
  app.answer(() => ({ response_type: "ephemeral", text: "prod is fine" }));
  await slack.act("command", { as: "eve", channel: "shop-dev", text: "/holdfast status “prod” <@U0ANA|ana>" });
  expect(app.calls).toMatchObject([
    {
      path: "/slack/commands",
      isSigned: true,
      form: {
        command: "/holdfast",
        text: "status “prod” <@U0ANA|ana>",
        user_id: "U0EVE",
        team_id: "T0SHOP",
        channel_id: "C0DEV",
        api_app_id: "A0HOLDFAST",
        is_enterprise_install: "false",
      },
    },
  ]);
  await slack.waitFor({ what: "ephemeral", user: "U0EVE", channel: "C0DEV", contains: "prod is fine" });
  app.answer(() => ({ response_type: "in_channel", text: "prod for all" }));
  await slack.act("command", { as: "eve", channel: "shop-dev", text: "/holdfast status prod" });
  await slack.waitFor({ what: "message", channel: "C0DEV", contains: "prod for all" });
});

test("a slash command that is answered late, is unknown, or is typed in a thread says so to who typed it", async () => {
  const command = { as: "cy", channel: "C0DEV", text: "/holdfast approvals" };
  await unanswered(async () => await slack.act("command", command));
  await slack.waitFor({ what: "ephemeral", user: "U0CY", contains: "operation_timeout" });
  expect((await slack.call("POST", "/command", { ...command, text: "/deploy" })).status).toBe(400);
  expect((await slack.call("POST", "/command", { ...command, threadTs: "1.2" })).status).toBe(400);
  await slack.waitFor({ what: "ephemeral", user: "U0CY", contains: "not supported in threads" });
  expect(app.calls).toHaveLength(1);
});

test("an unsigned ssl_check, and a url_verification that the app has to echo", async () => {
  await slack.act("ssl-check", {});
  expect(app.calls).toMatchObject([{ form: { ssl_check: "1" }, isSigned: false }]);
  app.answer(({ payload }) => ({ challenge: payload["challenge"] }));
  expect(await slack.act("events/verify", {})).toMatchObject({ isVerified: true });
  app.answer(() => "hello");
  expect(await slack.act("events/verify", {})).toMatchObject({ isVerified: false });
});
