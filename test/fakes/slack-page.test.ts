import type { KnownBlock, ModalView, WebClient } from "@slack/web-api";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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
  await slack.settings({ eventTypes: [] });
});
beforeEach(() => app.reset());
afterAll(async () => {
  await slack.kill();
  await app.close();
});

const CHANNEL = "C0RELEASES";

async function page(as: string, more = ""): Promise<string> {
  const response = await fetch(`${slack.url}/channels/${CHANNEL}?as=${as}${more}`);
  expect(response.status).toBe(200);
  return await response.text();
}

async function submitForm(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams({ as: "U0BO", channel: CHANNEL, ...fields });
  return await fetch(slack.url + path, { method: "POST", body, headers, redirect: "manual" });
}

async function post(blocks: readonly unknown[] = approvalBlocks()): Promise<string> {
  const message = { channel: CHANNEL, text: "approval needed", blocks: blocks as KnownBlock[] };
  return String((await web.chat.postMessage(message)).ts);
}

test("the page loads and runs nothing but its own, which its policy demands", async () => {
  await post();
  const response = await fetch(`${slack.url}/`);
  expect(response.url).toContain("/channels/C0RELEASES?as=U0ANA");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
  const text = await response.text();
  expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?! src="\/page\.js")/);
  for (const path of ["/page.css", "/page.js"]) expect((await fetch(slack.url + path)).status).toBe(200);
});

test("what is written is shown as text, never as HTML", async () => {
  await slack.call("PATCH", "/users/eve", { realName: "<i>Eve</i>" });
  await slack.act("messages", {
    as: "eve",
    channel: CHANNEL,
    text: '<img src=x onerror="alert(1)"> <javascript:alert(1)|click>',
  });
  await post([{ type: "header", text: { type: "plain_text", text: "<b>header & co</b>" } }]);
  const text = await page("U0BO");
  expect(text).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  expect(text).toContain("&lt;b&gt;header &amp; co&lt;/b&gt;");
  expect(text).toContain("&lt;i&gt;Eve&lt;/i&gt;");
  expect(text).not.toMatch(/<img|href="javascript/);
});

test("a private message is shown to one person", async () => {
  await web.chat.postEphemeral({ channel: CHANNEL, user: "U0CY", text: "for Cy alone" });
  expect(await page("U0CY")).toContain("for Cy alone");
  expect(await page("U0BO")).not.toContain("for Cy alone");
});

test("a button on the page clicks as who looks, and a late answer is told", async () => {
  const ts = await post();
  const response = await submitForm("/act/click", { ts, actionId: "holdfast.approve" });
  expect([response.status, response.headers.get("location")]).toEqual([303, `/channels/${CHANNEL}?as=U0BO`]);
  expect(app.calls).toMatchObject([
    { isSigned: true, payload: { user: { id: "U0BO" }, container: { message_ts: ts } } },
  ]);
  expect(await page("U0BO")).not.toContain("did not answer");
  app.answer(() => null);
  await slack.settings({ ackLimitMs: 100 });
  await submitForm("/act/click", { ts, actionId: "holdfast.approve" });
  await slack.settings({ ackLimitMs: 3000 });
  expect(await page("U0BO")).toContain("did not answer in time");
  expect(await page("U0CY")).not.toContain("did not answer in time");
});

test("a button with a question asks it first; one with an address leads there", async () => {
  const plain = (text: string) => ({ type: "plain_text", text });
  const confirm = {
    title: plain("Approve 4.12.0?"),
    text: plain("Into prod."),
    confirm: plain("Do it"),
    deny: plain("Back"),
  };
  const elements = [
    { type: "button", action_id: "ask", text: plain("Approve"), confirm },
    { type: "button", action_id: "open", text: plain("Console"), url: "https://holdfast.example/?a=1&b=2" },
  ];
  const ts = await post([{ type: "actions", elements }]);
  expect(await page("U0BO")).toContain(`ask=${ts}%2Fask`);
  expect(await page("U0BO")).not.toContain("Do it");
  const asked = await page("U0BO", `&ask=${ts}%2Fask`);
  for (const text of ["Approve 4.12.0?", "Into prod.", "Do it", "Back"]) expect(asked).toContain(text);
  const response = await submitForm("/act/click", { ts, actionId: "open" });
  expect(response.headers.get("location")).toBe("https://holdfast.example/?a=1&b=2");
  expect(app.calls).toHaveLength(1);
});

test("a modal is open for one person, shows errors at its inputs, and closes", async () => {
  await slack.click({ as: "dee", channel: CHANNEL, ts: await post(), actionId: "holdfast.reject" });
  const trigger = String(app.calls[0]?.payload["trigger_id"]);
  const { view } = await web.views.open({ trigger_id: trigger, view: REASON_VIEW as unknown as ModalView });
  expect(await page("U0DEE")).toContain("Reject 4.12.0");
  expect(await page("U0BO")).not.toContain("Reject 4.12.0");
  app.answer(() => ({ response_action: "errors", errors: { reason: "Which check?" } }));
  const fields = { as: "U0DEE", view: String(view?.id) };
  await submitForm("/act/submit", { ...fields, "value:reason": "<it> fails" });
  const wrong = await page("U0DEE");
  expect(wrong).toContain("Which check?");
  expect(wrong).toContain("&lt;it&gt; fails</textarea>");
  app.answer(() => "");
  await submitForm("/act/submit", { ...fields, "value:reason": "the smoke test" });
  expect(await page("U0DEE")).not.toContain("Reject 4.12.0");
});

test("the box takes messages and commands, and in a thread only replies", async () => {
  const ts = await post();
  await submitForm("/act/say", { text: "hello *all*" });
  expect(await page("U0CY")).toContain("hello <b>all</b>");
  app.answer(() => ({ text: "all is well" }));
  await submitForm("/act/say", { text: "/holdfast status" });
  expect(await page("U0BO")).toContain("all is well");
  await submitForm("/act/say", { text: "in the thread", thread: ts, isReply: "yes" });
  expect(await page("U0CY")).not.toContain("in the thread");
  expect(await page("U0CY")).toContain("1 reply");
  expect(await page("U0CY", `&thread=${ts}`)).toContain("in the thread");
  const refused = await submitForm("/act/say", { text: "/holdfast status", thread: ts, isReply: "yes" });
  expect(refused.headers.get("location")).toContain("problem=Slash");
  expect(app.calls).toHaveLength(1);
});

test("channels without the person, and archived ones, cannot be written in", async () => {
  const board = await fetch(`${slack.url}/channels/C0PRIVATE?as=U0BO`);
  expect(board.url).not.toContain("C0PRIVATE");
  const old = await (await fetch(`${slack.url}/channels/C0OLD?as=U0BO`)).text();
  expect(old).toContain("This channel is archived.");
});

test("forms of other sites are refused", async () => {
  const ts = await post();
  const wish = { ts, actionId: "holdfast.approve" };
  for (const origin of ["https://evil.example", "null"]) {
    expect((await submitForm("/act/click", wish, { origin })).status).toBe(403);
  }
  expect((await submitForm("/act/click", wish, { origin: slack.url })).status).toBe(303);
  expect(app.calls).toHaveLength(1);
});

test("a page that is open hears of what happens", async () => {
  const response = await fetch(`${slack.url}/changes`);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body?.getReader();
  const text = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
  expect(await text()).toMatch(/^data: \d+/);
  await post();
  expect(await text()).toMatch(/^data: \d+/);
  await reader?.cancel();
});
