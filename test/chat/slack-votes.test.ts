import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { MessageAddress } from "../../adapters/chat/port.ts";
import { slackRendering } from "../../adapters/chat/slack-rendering.ts";
import { approvalView } from "../setup/approval-view.ts";
import { person, TEAM } from "../setup/slack-world.ts";
import { startSlackApi, type SlackApi } from "./slack-api.ts";

const CHANNEL = "C0RELEASES";
const words = slackRendering({ publicUrl: "https://holdfast.example.com" });
const patience = () => AbortSignal.timeout(10_000);

let api: SlackApi;
let message: MessageAddress;
let stop: () => Promise<void>;
beforeAll(async () => {
  api = await startSlackApi();
});
afterAll(async () => await api?.close());

beforeEach(async () => {
  const view = approvalView();
  api.approvals.set(view.id, view);
  api.ballots.length = 0;
  api.copies.length = 0;
  await api.postgres.call({ name: "empty", text: "truncate slack_inbox" }, []);
  const posted = await api.chat.post({ channel: CHANNEL, key: "hf-1", ...words.approval(view, "decide") }, patience());
  if (posted.outcome !== "applied") throw new Error(posted.reason);
  message = posted.value;
  stop = api.handle();
});
afterEach(async () => await stop());

const click = async (as: string, action: string, more: object = {}) =>
  await api.slack.click({ as, channel: CHANNEL, ts: message.ts, actionId: `holdfast.${action}`, ...more });
const outcomes = async (count: number) => {
  await expect
    .poll(async () => (await api.outcomes()).filter((one) => one !== null).length, { timeout: 15_000 })
    .toBe(count);
  return await api.outcomes();
};

test("two approve by their buttons, the message follows, and its buttons go", async () => {
  for (const name of ["bo", "cy"]) {
    const [callback] = await click(name, "approve");
    expect(callback).toMatchObject({ status: 200, answer: "", problem: null });
  }
  expect(await outcomes(2)).toEqual(["counted: approve of bo", "counted: approve of cy"]);
  expect(api.copies).toEqual([
    `ap-7f3k2m9qx4tn5b6a ${CHANNEL} ${message.ts}`,
    `ap-7f3k2m9qx4tn5b6a ${CHANNEL} ${message.ts}`,
  ]);
  const view = api.approvals.get(approvalView().id);
  expect(view?.status).toBe("approved");
  const updated = await api.chat.update(message, words.approval(view ?? approvalView(), "decide"), patience());
  expect(updated).toEqual({ outcome: "applied", value: message });
  await expect(click("dee", "approve")).rejects.toThrow(/answered 404/);
});

test("a double click is two rows and one vote; the same request again, or a spoilt one, is nothing", async () => {
  const callbacks = await click("bo", "approve", { times: 2 });
  await outcomes(2);
  expect(api.approvals.get(approvalView().id)?.votes).toHaveLength(1);
  const id = callbacks[0]?.id ?? "";
  const replay = async (how: object) =>
    (await api.slack.call("POST", `/callbacks/${id}/replay`, how)).body["callback"] as { readonly status: number };
  expect((await replay({ timestamp: "same" })).status).toBe(200);
  expect((await replay({ timestamp: "new" })).status).toBe(200);
  expect((await replay({ timestamp: "new", timestampOffsetSeconds: -400 })).status).toBe(401);
  expect((await replay({ timestamp: "new", timestampOffsetSeconds: 400 })).status).toBe(401);
  for (const spoil of [{ signature: "forged" }, { signature: "missing" }, { apiAppId: "A0EVIL" }])
    expect(await click("cy", "approve", { spoil })).toMatchObject([{ status: 401 }]);
  expect(await api.outcomes()).toHaveLength(2);
  expect(api.ballots).toHaveLength(2);
});

test("Reject asks why, wants more than nothing, and counts with its reason", async () => {
  expect(await click("bo", "reject")).toMatchObject([{ status: 200 }]);
  await api.slack.waitFor({ what: "view", user: "U0BO", state: "open" });
  const submit = async (reason: string) =>
    await api.slack.act("submit", { as: "bo", values: { reason }, isUnchecked: true });
  expect(await submit("")).toMatchObject({
    view: { state: "open", errors: { reason: "Say why, in 5 characters or more." } },
  });
  expect(await submit("the prices are wrong")).toMatchObject({ view: { state: "submitted" } });
  expect(await outcomes(2)).toEqual(["noted: was asked for a reason", "counted: reject of bo"]);
  expect(api.ballots).toMatchObject([{ choice: "reject", reason: "the prices are wrong", principal: { name: "bo" } }]);
});

test("Details open as a page", async () => {
  await click("cy", "details");
  const [view] = await api.slack.waitFor({ what: "view", user: "U0CY" });
  expect(JSON.stringify(view)).toContain("0005_order_price.sql");
});

test("guests, people of other workspaces, strangers and the person who asked are told privately, and count nothing", async () => {
  // Linked all of them, by mistake: Slack still says what they are.
  for (const user of ["U0GUS", "U0PAT"]) api.persons.set(`${TEAM}/${user}`, person(user.toLowerCase()));
  for (const name of ["gus", "pat", "eve", "ana"]) await click(name, "approve");
  expect(await outcomes(4)).toEqual([
    "refused: U0GUS is no full member of T0SHOP",
    "refused: U0PAT is of workspace T0PARTNER, not T0SHOP",
    "refused: account U0EVE of T0SHOP is linked to nobody",
    "refused: REQUEST_INVALID: you asked for it yourself",
  ]);
  for (const [user, contains] of [
    ["U0GUS", "Only full members"],
    ["U0PAT", "Only full members"],
    ["U0EVE", "holdfast people link NAME"],
    ["U0ANA", "You asked for it yourself. Nothing was counted."],
  ]) {
    const [found] = await api.slack.waitFor({ what: "ephemeral", user, contains });
    expect(found).toBeDefined();
  }
  expect(api.approvals.get(approvalView().id)?.votes).toEqual([]);
});

test("a click on an old message, after the plan has changed, is explained", async () => {
  api.approvals.set(
    approvalView().id,
    approvalView({ binding: { ...approvalView().binding, planDigest: `sha256:${"1".repeat(64)}` } }),
  );
  await click("bo", "approve");
  expect(await outcomes(1)).toEqual(["refused: REQUEST_INVALID: the plan has changed since"]);
});

test("what came while nobody handled it is handled in order, once somebody does", async () => {
  await stop();
  await click("bo", "approve");
  await click("cy", "approve");
  expect(await api.outcomes()).toEqual([null, null]);
  stop = api.handle();
  expect(await outcomes(2)).toEqual(["counted: approve of bo", "counted: approve of cy"]);
});

test("commands are answered privately, and what takes longer at the address that came with them", async () => {
  const command = async (text: string) =>
    (await api.slack.act("command", { as: "bo", channel: CHANNEL, text }))["callback"] as { readonly answer: string };
  expect(JSON.parse((await command("/holdfast approvals")).answer)).toMatchObject({
    response_type: "ephemeral",
    text: /ap-7f3k2m9qx4tn5b6a/,
  });
  expect(JSON.parse((await command("/holdfast status “nowhere”")).answer)).toMatchObject({
    text: /There is no environment/,
  });
  const listApprovals = api.deps.store.listApprovals;
  let isSlow = true;
  Object.assign(api.deps.store, {
    listApprovals: async (...how: Parameters<typeof listApprovals>) => {
      if (!isSlow) return await listApprovals(...how);
      isSlow = false;
      return await new Promise<never>(() => undefined);
    },
  });
  expect(JSON.parse((await command("/holdfast approvals")).answer)).toMatchObject({ text: /One moment/ });
  Object.assign(api.deps.store, { listApprovals });
  expect((await outcomes(3)).at(-1)).toBe("answered: approvals for bo; told");
});

test("checks of the address and retried events are answered, and an event is one row", async () => {
  expect(await api.slack.act("ssl-check", {})).toMatchObject({ callback: { status: 200 } });
  expect(await api.slack.act("events/verify", {})).toMatchObject({ isVerified: true });
  await api.slack.act("events", { event: { type: "channel_archive", channel: "C0RELEASES" } });
  expect(await outcomes(1)).toEqual(["noted: channel_archive"]);
});

test("in an installation for a whole organisation accounts are known by it", async () => {
  await api.slack.settings({ isOrgWide: true });
  try {
    await click("bo", "approve");
    const [outcome] = await outcomes(1);
    expect(outcome).toMatch(/^refused: account U0BO of E\w+ is linked to nobody$/);
  } finally {
    await api.slack.settings({ isOrgWide: false });
  }
});

test.each([
  "timeout-after-effect",
  "reset-after-effect",
  "cut-after-effect",
  "cut-stream-after-effect",
  "error-after-effect",
  "html-after-effect",
])("a post that ended in %s is found by its key, and not sent again", { timeout: 30_000 }, async (kind) => {
  const key = `hf-${kind}`;
  await api.slack.fault({ kind, match: { path: "/api/chat.postMessage" } });
  const begun = Date.now();
  const answer = await api.chat.post(
    { channel: CHANNEL, key, ...words.approval(approvalView(), "decide") },
    patience(),
  );
  expect(answer.outcome).toBe("unknown");
  const found = await api.chat.find({ channel: CHANNEL, key, sinceMs: begun }, patience());
  expect(found).toMatchObject({ outcome: "applied", value: { channel: CHANNEL } });
  const posts = (await api.slack.effects("message.post")).filter((effect) => JSON.stringify(effect).includes(key));
  expect(posts).toHaveLength(1);
});

test("every rendering is taken by the simulated Slack, however full it is", async () => {
  const hostile = "<&>".repeat(900);
  const full = approvalView({
    why: hostile,
    requester: hostile,
    changes: Array.from({ length: 80 }, () => ({ component: hostile, action: "update", reason: hostile })),
    migrations: Array.from({ length: 80 }, () => hostile),
    mayVote: Array.from({ length: 50 }, () => hostile),
  });
  for (const status of ["pending", "approved", "rejected", "expired", "withdrawn", "superseded"] as const) {
    const content = words.approval({ ...full, status, statusReason: hostile }, "decide");
    expect(await api.chat.update(message, content, patience())).toMatchObject({ outcome: "applied" });
  }
  expect(await api.chat.update(message, words.approval(full, "decide"), patience())).toMatchObject({
    outcome: "applied",
  });
  api.approvals.set(full.id, full);
  await click("bo", "details");
  await api.slack.waitFor({ what: "view", user: "U0BO", callbackId: "holdfast.details" });
});

test("the app, its bot and its members are known", async () => {
  expect(await api.chat.check(patience())).toEqual({ outcome: "applied", value: { team: TEAM, bot: "B0HOLDFAST" } });
  expect(await api.chat.account("U0BO", patience())).toMatchObject({
    value: { email: "bo@example.com", isMember: true },
  });
  expect(await api.chat.account("U0FAY", patience())).toMatchObject({ value: { isMember: false } });
  expect(await api.chat.account("U0NONE", patience())).toMatchObject({ outcome: "refused", mend: "person" });
});
