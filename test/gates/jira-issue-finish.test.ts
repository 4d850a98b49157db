import { afterEach, expect, test } from "vitest";
import { plainText } from "../../activities/systems/jira/adf.ts";
import { startFakeJira, type FakeJira } from "../fakes/start-fake-jira.ts";
import { jiraWorld } from "./jira-world.ts";

let jira: FakeJira;
afterEach(async () => await jira.kill());

const CREATE = { method: "POST", path: "/rest/api/3/issue" };
const onOutcome = { verified: "Done", failed: "Done" };

/** An issue that was approved. */
async function approved(config = {}) {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { onOutcome, ...config });
  await world.look();
  await world.person("issues/REL-1/move", { status: "Approved" });
  await world.lookIn(60);
  return world;
}

test("after the promotion the issue is told once and moved, however often it is finished", async () => {
  const world = await approved();
  for (let time = 0; time < 3; time += 1) await world.finish();
  const issue = await world.issue("REL-1");
  expect(issue).toMatchObject({ status: "Done", resolution: "Done" });
  const [comment = "", ...others] = issue.comments.map(({ body }) => plainText(body));
  expect(others).toEqual([]);
  expect(comment).toContain("Promotion p-912 of shop 1.1.0 into shop-prod: verified.");
  expect(comment).toContain(`ref ${world.gate.context().effects.key("outcome")}`);
  expect(await world.calls("POST", /transitions/)).toBe(1);
});

test("after any other end the comment says what runs, and the resolution is another one", async () => {
  const world = await approved();
  await world.finish({ outcome: "Restored", reason: "http-check failed", runs: "1.0.0" });
  const issue = await world.issue("REL-1");
  expect(issue).toMatchObject({ status: "Done", resolution: "Won't Do" });
  expect(plainText(issue.comments[0]?.body)).toMatch(/restored: http-check failed.*shop-prod runs 1\.0\.0 now/);
});

test.each(["reset-after-effect", "html-after-effect"])(
  "a comment whose answer is lost by %s appears once",
  async (kind) => {
    const world = await approved();
    await world.fault({ kind, match: { method: "POST", path: "/rest/api/3/issue/*/comment" } });
    await expect(world.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
    await world.finish();
    expect(await world.issue("REL-1")).toMatchObject({ status: "Done" });
    expect((await world.issue("REL-1")).comments).toHaveLength(1);
  },
);

test("a comment that meets a refused login is left once the account is let in again", async () => {
  const world = await approved();
  await world.fault({ kind: "status", status: 401, match: { method: "POST", path: "/rest/api/3/issue/*/comment" } });
  await expect(world.finish()).rejects.toMatchObject({ code: "REMOTE_REFUSED" });
  await world.finish();
  expect((await world.issue("REL-1")).comments).toHaveLength(1);
});

test("a move whose answer is lost is read back, and a conflict is tried again", async () => {
  const world = await approved();
  const match = { method: "POST", path: "/rest/api/3/issue/*/transitions" };
  await world.fault({ kind: "status", status: 409, match });
  await expect(world.finish()).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await world.fault({ kind: "reset-after-effect", match });
  await world.finish();
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done" });
});

test("a throttled write of one issue says how long, and goes on after it", async () => {
  const world = await approved();
  const match = { method: "POST", path: "/rest/api/3/issue/*/comment" };
  await world.fault({ kind: "status", status: 429, retryAfterSeconds: 30, reason: "jira-per-issue-on-write", match });
  await expect(world.finish()).rejects.toMatchObject({ code: "REMOTE_THROTTLED", details: { pauses: "issue" } });
  await expect(world.finish()).rejects.toMatchObject({ code: "REMOTE_THROTTLED" });
  expect(await world.calls("POST", /comment/)).toBe(1);
  world.gate.nowMs += 31_000;
  await world.finish();
  expect((await world.issue("REL-1")).comments).toHaveLength(1);
});

test("an issue that a person has closed stays as it is", async () => {
  const world = await approved();
  await world.person("issues/REL-1/move", { status: "Done", fields: { resolution: { name: "Won't Do" } } });
  await world.finish();
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done", resolution: "Won't Do" });
  expect(await world.calls("POST", /transitions/)).toBe(0);
});

test("an issue that is gone needs nothing", async () => {
  const world = await approved();
  await world.person("issues/REL-1/delete", {});
  await world.finish();
  expect(await world.calls("POST", /transitions/)).toBe(0);
});

test("where no transition leads there, it says which ones there are; without the permission it says that", async () => {
  const world = await approved({ onOutcome: { verified: "To Do" } });
  await expect(world.finish()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining('no transition leads there; from here: "Done", "In Review"'),
  });
  const permissions = { "*": ["BROWSE_PROJECTS", "ADD_COMMENTS"] };
  await jira.call("PUT", `/__sim/jira/users/${jira.email}`, { body: { permissions } });
  await expect(world.finish()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining("lacks the permission to transition issues"),
  });
});

test("a field that a transition's screen requires is named, and filled where there is one value only", async () => {
  const world = await approved();
  const transitions = (screen: object) => ({ transitions: [{ name: "Finish", from: "any", to: "Done", screen }] });
  const set = async (screen: object) =>
    await jira.call("PUT", "/__sim/jira/projects/REL", { body: transitions(screen) });
  await set({ customfield_10011: { name: "Root cause" } });
  await expect(world.finish()).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringContaining('moving REL-1 to "Done" asks for Root cause (customfield_10011)'),
  });
  await set({ customfield_10011: { name: "Root cause", allowedValues: ["None"] } });
  await world.finish();
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done" });
});

test("who may not comment does not keep the promotion from its end", async () => {
  const world = await approved();
  const permissions = { "*": ["BROWSE_PROJECTS", "TRANSITION_ISSUES"] };
  await jira.call("PUT", `/__sim/jira/users/${jira.email}`, { body: { permissions } });
  await world.finish();
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done", comments: [] });
});

test("a promotion that ends while nobody knows of its issue looks for it, and closes it", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira, { onOutcome });
  await world.fault({ kind: "reset-after-effect", match: CREATE });
  await world.look();
  world.gate.nowMs += 5_000;
  const cancelled = { outcome: "Cancelled", runs: "1.0.0", hasActed: false } as const;
  await expect(world.finish(cancelled)).rejects.toMatchObject({
    code: "REMOTE_UNCLEAR",
    details: { retryAfterMs: 10_000 },
  });
  await world.person("index/release", {});
  world.gate.nowMs += 10_000;
  await world.finish(cancelled);
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done", comments: [{}] });
});

test("a promotion that ends after a look that was cut off looks for the issue that it may have opened, and closes it", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira, { onOutcome });
  await world.look();
  world.gate.memory = {};
  const { effects } = world.gate.context();
  await world.gate.ledger.notSent(effects.key("create"));
  await world.gate.ledger.intend({
    key: effects.key("create"),
    by: "ticket",
    call: "create",
    system: "jira",
    requestDigest: "",
  });
  const cancelled = { outcome: "Cancelled", runs: "1.0.0", hasActed: false, endedAt: world.gate.nowMs } as const;
  await expect(world.finish(cancelled)).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  await world.person("index/release", {});
  world.gate.nowMs += 5_000;
  await world.finish(cancelled);
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done", comments: [{}] });
});

test("a promotion that ends after its issue was opened and not remembered closes it, whatever the index knows", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira, { onOutcome });
  await world.look();
  world.gate.memory = {};
  await world.finish({ outcome: "Cancelled", runs: "1.0.0", hasActed: false });
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done", comments: [{}] });
});

test("a promotion that ends before its gate was asked touches nothing", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { onOutcome });
  await world.finish({ outcome: "Superseded" });
  expect(await jira.effects()).toEqual([]);
});

test("a duplicate that shows up only at the end is closed then", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira, { onOutcome, comment: false });
  await world.fault({ kind: "reset-after-effect", match: CREATE });
  await world.look();
  await world.lookIn(120);
  await world.person("index/release", {});
  await world.finish({ outcome: "Cancelled" });
  expect(await world.issue("REL-1")).toMatchObject({ status: "Done", resolution: "Won't Do" });
  expect(await world.issue("REL-2")).toMatchObject({ status: "Done", resolution: "Duplicate" });
});
