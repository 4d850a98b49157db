import { beforeAll, expect, test } from "vitest";
import type { SlackControl, SlackMessage } from "../fakes/slack-control.ts";
import type { InstalledApi } from "../setup/installed-api.ts";
import {
  accountOf,
  approvalUntil,
  askedAbout,
  CHANNEL,
  eventually,
  prepareLine,
  promote,
  promotionUntil,
} from "../setup/installed-approvals.ts";
import type { SlackUnderTest } from "./slack-under-test.ts";
import type { StackUnderTest } from "./stack-under-test.ts";

const shown = (message: SlackMessage | undefined) => `${message?.text}\n${JSON.stringify(message?.blocks)}`;

/** People who decide in Slack, by CLI and by API about promotions. */
export function approveFromSlackCases(given: () => SlackUnderTest): void {
  let holdfast: StackUnderTest;
  let api: InstalledApi;
  let slack: SlackControl;
  let tokens: ReadonlyMap<string, string>;
  beforeAll(async () => {
    ({ holdfast, api, slack, tokens } = given());
    const gate = { from: "managers", count: 2, within: "1h" };
    await prepareLine(api, {
      releases: 2,
      stages: [
        { environment: "shop-prod", gate: { ...gate, breakGlass: "on-call" } },
        { environment: "shop-eu", gate },
        { environment: "shop-short", gate: { ...gate, within: "2s" } },
        { environment: "shop-odd", gate },
        { environment: "shop-late", gate: { ...gate, count: 1, escalate: { to: "directors", after: "1s" } } },
      ],
    });
  });

  const token = (name: string) => tokens.get(name) ?? "";

  /** The messages that name an approval: its own, and the replies in its thread. */
  async function messagesOf(approvalId: string) {
    const all = await slack.messages(CHANNEL);
    const own = all.filter((one) => one.threadTs === undefined && shown(one).includes(approvalId));
    const [main] = own;
    return { own, main, thread: all.filter(({ threadTs }) => threadTs !== undefined && threadTs === main?.ts) };
  }

  /** The message of an approval once it shows all of these texts. */
  async function showing(approvalId: string, ...texts: readonly string[]): Promise<SlackMessage> {
    return await eventually(`the message of ${approvalId} shows ${texts.join(", ")}`, async () => {
      const { main } = await messagesOf(approvalId);
      return texts.every((one) => shown(main).includes(one)) ? main : undefined;
    });
  }

  /** Asks for a release as ana, and answers what people are asked and what they see. */
  async function ask(environment: string, release = 1) {
    const promotion = await promote(api, { environment, release, token: token("ana") });
    const { id } = await askedAbout(api, promotion);
    return { promotion, id, message: await showing(id, "holdfast.approve") };
  }

  const click = async (name: string, message: SlackMessage, action: string) => {
    const [callback] = await slack.click({
      as: accountOf(name),
      channel: CHANNEL,
      ts: message.ts,
      actionId: `holdfast.${action}`,
    });
    expect(callback).toMatchObject({ status: 200, problem: null });
  };
  const whispered = async (name: string, contains: string) =>
    await slack.waitFor({ what: "ephemeral", user: accountOf(name), contains });
  const command = async (name: string, text: string): Promise<string> => {
    const { callback } = await slack.act("command", { as: accountOf(name), channel: CHANNEL, text });
    return (JSON.parse((callback as { readonly answer: string }).answer) as { readonly text: string }).text;
  };

  /** One message of the approval, without buttons, and nothing of it posted twice. */
  async function expectFinal(approvalId: string, ...texts: readonly string[]): Promise<void> {
    const last = await showing(approvalId, ...texts);
    expect(shown(last)).not.toContain("holdfast.approve");
    expect((await messagesOf(approvalId)).own).toHaveLength(1);
    const keys = (await slack.effects("message.post")).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }

  test("two of a group say yes, one in Slack and one by CLI; who asked is told no, privately", async () => {
    const { promotion, id, message } = await ask("shop-prod");
    expect(shown(message)).toContain("2 of managers · 0 so far");
    expect(shown(message)).toContain("`1.0.0` → `1.1.0`");

    expect(await command("bo", "/holdfast approvals")).toContain(id);
    expect(await command("ana", "/holdfast approvals")).toBe("Nothing waits for your vote.");
    const status = await command("cy", "/holdfast status shop-prod");
    expect(status).toContain(`\`${id}\` 0 of 2 from managers`);
    expect(status).toContain("Runs release `1.0.0`");

    await click("ana", message, "approve");
    await whispered("ana", "You asked for it");
    expect((await approvalUntil(api, id, () => true)).votes).toEqual([]);

    await click("bo", message, "approve");
    const once = await showing(id, "1 so far", "👍 bo", "via Slack");
    expect(once.ts).toBe(message.ts);
    expect(shown(once)).toContain("holdfast.approve");

    const voted = await holdfast.holdfast(["approve", id, "--reason", "seen on staging"], "", token("cy"));
    expect(voted).toMatchObject({ code: 0, stdout: expect.stringContaining("is approved") });
    await promotionUntil(api, promotion, "Verified");
    await expectFinal(id, "✅ Approved", "👍 cy", "via CLI", "🎉 verified");
    const { main, thread } = await eventually("the thread tells the end, too", async () => {
      const now = await messagesOf(id);
      return now.thread.some((one) => shown(one).includes("verified")) ? now : undefined;
    });
    expect(main?.ts).toBe(message.ts);
    expect(thread.map(shown)).toEqual([
      expect.stringContaining("seen on staging"),
      expect.stringContaining("verified"),
    ]);
    await expect(click("dee", message, "approve")).rejects.toThrow(/404/);
  });

  test("Reject wants a reason; with one it ends the promotion, and everybody reads it", async () => {
    const { promotion, id, message } = await ask("shop-eu");
    await click("bo", message, "reject");
    await slack.waitFor({ what: "view", user: accountOf("bo"), state: "open" });
    const submit = async (reason: string) =>
      await slack.act("submit", { as: accountOf("bo"), values: { reason }, isUnchecked: true });
    expect(await submit("")).toMatchObject({
      view: { state: "open", errors: { reason: expect.stringMatching(/^Say why/) } },
    });
    expect(await submit("the prices are wrong")).toMatchObject({ view: { state: "submitted" } });
    expect((await promotionUntil(api, promotion, "Rejected")).reason).toContain("the prices are wrong");
    await expectFinal(id, "⛔ Rejected", "bo: the prices are wrong", "👎 bo");
  });

  test("what nobody decides in time expires, and a click on what was shown before counts nothing", async () => {
    const { promotion, id, message } = await ask("shop-short");
    await promotionUntil(api, promotion, "Rejected");
    await expectFinal(id, "⌛ Expired", "nobody decided in time");
    const before = { as: accountOf("bo"), channel: CHANNEL, ts: message.ts, actionId: "holdfast.approve", render: 0 };
    await slack.click(before);
    await whispered("bo", "It has expired (nobody decided in time).");
    expect(await approvalUntil(api, id, () => true)).toMatchObject({ status: "expired", votes: [] });
  });

  test("a second group is asked in the thread, and may decide from then on", async () => {
    const { promotion, id, message } = await ask("shop-late");
    await eventually("the thread says that it was escalated", async () => {
      const { thread } = await messagesOf(id);
      return thread.some((one) => shown(one).includes("directors may decide, too")) ? true : undefined;
    });
    await showing(id, "1 of managers or directors");
    await click("dee", message, "approve");
    await promotionUntil(api, promotion, "Verified");
    await expectFinal(id, "✅ Approved", "👍 dee", "verified");
  });

  test("what is passed without votes is announced in its message, and so is its review", async () => {
    const { promotion, id } = await ask("shop-prod", 2);
    const words = ["approve", id, "--break-glass", "--reason", "checkout is down"];
    expect(await holdfast.holdfast(words, "", token("eve"))).toMatchObject({ code: 0 });
    await promotionUntil(api, promotion, "Verified");
    await expectFinal(id, "🚨 Passed without votes", "*Break-glass*: eve", "checkout is down", "Not reviewed yet");
    const review = ["approvals", "review", id, "--reason", "it was right to do so"];
    expect(await holdfast.holdfast(review, "", token("bo"))).toMatchObject({ code: 0 });
    await expectFinal(id, "Reviewed by bo", "it was right to do so");
  });

  test("who lost the right between question and click is refused; a new name changes nothing; two doors at once are one vote", async () => {
    const { promotion, id, message } = await ask("shop-odd");
    await removeFromManagers("cy");
    await click("cy", message, "approve");
    await whispered("cy", "you are not among them");
    await api.post("/v1/groups/managers/members", { person: "cy" });

    await slack.call("PATCH", `/users/${accountOf("bo")}`, { name: "cy", realName: "Cy Costa" });
    const vote = { decision: "approve" };
    const byApi = async () => await api.post(`/v1/approvals/${id}/votes`, vote, { token: token("bo") });
    await Promise.all([click("bo", message, "approve"), byApi()]);
    await showing(id, "1 so far", "👍 bo");
    await click("cy", message, "approve");
    await promotionUntil(api, promotion, "Verified");
    expect(await votersOf(id)).toEqual(["bo", "cy"]);
    await expectFinal(id, "✅ Approved", "verified");
  });

  test("a message that somebody deletes is posted anew with the next vote, and the fresh one is the one that is kept up to date", async () => {
    const { promotion, id, message } = await ask("shop-odd", 2);
    await slack.act("messages/delete", { as: "admin", channel: CHANNEL, ts: message.ts });
    await api.post(`/v1/approvals/${id}/votes`, { decision: "approve" }, { token: token("bo") });
    const fresh = await showing(id, "1 so far", "holdfast.approve");
    expect(fresh.ts).not.toBe(message.ts);
    await click("cy", fresh, "approve");
    await promotionUntil(api, promotion, "Verified");
    await expectFinal(id, "✅ Approved", "verified");
  });

  test("where a post got no answer and may not be looked up there are two copies; a click on the lost one updates both", async () => {
    const scopes = await withoutHistory();
    await slack.fault({ kind: "reset-after-effect", match: { path: "/api/chat.postMessage" } });
    const promotion = await promote(api, { environment: "shop-eu", release: 2, token: token("ana") });
    const { id } = await askedAbout(api, promotion);
    const lost = await showing(id, "holdfast.approve");
    await api.post(`/v1/approvals/${id}/votes`, { decision: "approve" }, { token: token("bo") });
    await eventually("there is a second copy", async () =>
      (await messagesOf(id)).own.length === 2 ? true : undefined,
    );
    await slack.call("PATCH", `/tokens/${scopes.token}`, { scopes: scopes.before });
    await click("cy", lost, "approve");
    await promotionUntil(api, promotion, "Verified");
    await eventually("both copies show how it ended", async () => {
      const texts = (await messagesOf(id)).own.map(shown);
      return texts.every((text) => text.includes("verified") && !text.includes("holdfast.approve")) ? true : undefined;
    });
    expect(await votersOf(id)).toEqual(["bo", "cy"]);
  });

  const votersOf = async (id: string) =>
    (await approvalUntil(api, id, () => true)).votes.map(({ person }) => person.name);

  async function removeFromManagers(person: string): Promise<void> {
    const answer = await holdfast.call("DELETE", `/v1/groups/managers/members/${person}`);
    expect(answer.status).toBe(200);
  }

  /** Takes the right to read history from the app, and answers what it could do before. */
  async function withoutHistory() {
    const { body } = await slack.call("GET", "/world");
    const [found] = body["tokens"] as readonly { readonly token: string; readonly scopes: readonly string[] }[];
    if (found === undefined) throw new Error("the app has no token");
    const { token: name, scopes: before } = found;
    await slack.call("PATCH", `/tokens/${name}`, { scopes: before.filter((scope) => !scope.endsWith(":history")) });
    return { token: name, before };
  }
}
