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

test("waiting ends when what is waited for happens, not before", async () => {
  const metadata = { event_type: "a", event_payload: { key: "hf-awaited" } };
  const message = { what: "message", channel: "shop-releases", key: "hf-awaited" };
  let isFound = false;
  const waiting = slack.waitFor(message).then((found) => {
    isFound = true;
    return found;
  });
  await web.chat.postMessage({ channel: CHANNEL, text: "not it" });
  expect(isFound).toBe(false);
  const { ts } = await web.chat.postMessage({ channel: CHANNEL, text: "it", metadata });
  expect(await waiting).toMatchObject([{ ts, text: "it" }]);
});

test("a message is waited for until it lacks its buttons", async () => {
  const blocks = approvalBlocks() as unknown as KnownBlock[];
  const ts = String((await web.chat.postMessage({ channel: CHANNEL, text: "a < b", blocks })).ts);
  const waiting = slack.waitFor({ what: "message", ts, lacks: "holdfast.approve" });
  await web.chat.update({ channel: CHANNEL, ts, text: "a < b, decided", blocks: blocks.slice(0, 1) });
  expect(await waiting).toHaveLength(1);
  expect(await slack.waitFor({ what: "message", ts, contains: "a < b" })).toHaveLength(1);
});

test("waiting in vain ends with what there is", async () => {
  await web.chat.postMessage({ channel: "C0DEV", text: "the only one" });
  const wish = { for: { what: "message", channel: "C0DEV" }, count: 2, timeoutMs: 20 };
  const { status, body } = await slack.call("POST", "/wait-for", wish);
  expect([status, body["found"]]).toMatchObject([404, [{ text: "the only one" }]]);
});

test("the timeline shows what everybody sees, what one person sees, and what was deleted", async () => {
  const ts = String((await web.chat.postMessage({ channel: "C0DEV", text: "to go" })).ts);
  await web.chat.update({ channel: "C0DEV", ts, text: "to go soon" });
  await web.chat.postEphemeral({ channel: "C0DEV", user: "U0CY", text: "for Cy" });
  await slack.act("messages/delete", { channel: "C0DEV", ts });
  const { body } = await slack.call("GET", "/channels/shop-dev/timeline");
  expect(body).toMatchObject({
    channel: { id: "C0DEV" },
    messages: expect.arrayContaining([
      expect.objectContaining({ ts, isDeleted: true, text: "to go soon", earlier: [{ text: "to go", blocks: [] }] }),
    ]),
    ephemerals: [{ user: "U0CY", text: "for Cy" }],
  });
});

test("a person leaves a group, and the group can be disabled", async () => {
  await slack.call("PATCH", "/groups/release-managers", { users: ["U0CY"] });
  expect((await web.usergroups.users.list({ usergroup: "S0RELEASE" })).users).toEqual(["U0CY"]);
  await slack.call("PATCH", "/groups/S0RELEASE", { isDisabled: true });
  expect((await web.usergroups.list()).usergroups).toEqual([]);
});

test("people write only where they are, and only those who are there click", async () => {
  const elsewhere = { as: "bo", channel: "shop-board", text: "hello" };
  expect((await slack.call("POST", "/messages", elsewhere)).status).toBe(400);
  expect((await slack.call("POST", "/messages", { ...elsewhere, as: "nobody" })).status).toBe(404);
  const click = { as: "bo", channel: CHANNEL, ts: "1.000001", actionId: "x" };
  expect((await slack.call("POST", "/click", click)).status).toBe(404);
  const { ts } = await web.chat.postMessage({
    channel: CHANNEL,
    text: "x",
    blocks: approvalBlocks() as unknown as KnownBlock[],
  });
  expect((await slack.call("POST", "/click", { ...click, ts })).status).toBe(404);
  const unheard = await slack.click({ ...click, ts, actionId: "holdfast.approve" });
  expect(unheard).toMatchObject([{ problem: "no-url", status: null }]);
});

test("what is wrong with a control call is named", async () => {
  const { status, body } = await slack.call("PUT", "/settings", { ackLimitMs: -1, colour: "red" });
  expect(status).toBe(400);
  expect(body["error"]).toMatch(/ackLimitMs.*colour/s);
  expect((await slack.call("POST", "/faults", { kind: "flood" })).status).toBe(400);
  expect((await fetch(`${slack.url}/__sim/slack/click`, { method: "POST", body: "{" })).status).toBe(400);
});

test("pages of other sites have no control", async () => {
  const sent = { method: "POST", body: '{"outage":"hang"}', headers: { origin: "https://evil.example" } };
  expect((await fetch(`${slack.url}/__sim/slack/settings`, { ...sent, method: "PUT" })).status).toBe(403);
});

test("calls that hang in an outage end with it, without an effect", async () => {
  await slack.settings({ outage: "hang" });
  const hung = web.chat.postMessage({ channel: CHANNEL, text: "hung" }).catch((error: unknown) => error);
  const requests = async () => (await slack.call("GET", "/requests")).body as unknown as Record<string, unknown>[];
  await expect.poll(async () => (await requests()).at(-1), { interval: 5 }).toMatchObject({ fault: "outage-hang" });
  await slack.settings({ outage: "none" });
  expect(await hung).toMatchObject({ code: ErrorCode.RequestError });
  const effects = await slack.effects("message.post");
  expect(effects.filter(({ after }) => (after as { text: string }).text === "hung")).toEqual([]);
});

test("the effects are counted", async () => {
  const { body } = await slack.call("GET", "/stats");
  expect(body).toMatchObject({ effects: { "message.update": 2, "message.delete": 1 }, faultsInjected: 0 });
});
