import { afterEach, expect, test } from "vitest";
import { plainText } from "../../activities/systems/jira/adf.ts";
import { startFakeJira, type FakeJira } from "../fakes/start-fake-jira.ts";
import { jiraConnection, jiraWorld } from "./jira-world.ts";

let jira: FakeJira;
afterEach(async () => await jira.kill());

const CREATE = { method: "POST", path: "/rest/api/3/issue" };
const approve = { status: "Approved" };

test("it opens one issue, waits for its status, passes, and says where it is", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { labels: ["shop"], description: "Please approve.\n*no* markup" });
  const first = await world.look();
  expect(first).toMatchObject({
    verdict: "wait",
    reasons: ['REL-1 is in "To Do" and needs "Approved"', "this Jira is a simulator"],
    waitsOn: "REL-1 (To Do)",
    lookAgainAt: world.gate.nowMs + 60_000,
    output: { key: "REL-1", status: "To Do", url: `${jira.url}/browse/REL-1` },
  });
  const key = world.gate.context().effects.key("create");
  const issue = await world.issue("REL-1");
  expect(issue.labels).toEqual(["holdfast", key, "shop"]);
  expect(issue.properties).toEqual({ holdfast: { key, promotion: "p-912" } });
  expect(issue.summary).toBe("Deploy shop 1.1.0 → shop-prod");
  await world.person("issues/REL-1/move", { status: "In Review" });
  expect(await world.lookIn(60)).toMatchObject({ verdict: "wait" });
  await world.person("issues/REL-1/move", approve);
  expect(await world.lookIn(60)).toMatchObject({ verdict: "pass", output: { status: "Approved" } });
  expect(await world.created()).toEqual(["REL-1"]);
});

test("it rejects in a status of reject, and goes back to waiting when the issue does", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  await world.look();
  await world.person("issues/REL-1/move", { status: "Rejected" });
  expect(await world.lookIn(60)).toMatchObject({ verdict: "reject", output: { key: "REL-1" } });
  await world.person("issues/REL-1/move", { status: "In Review" });
  expect(await world.lookIn(60)).toMatchObject({ verdict: "wait" });
});

test.each([
  "reset-after-effect",
  "timeout-after-effect",
  "html-after-effect",
  "status-after-effect",
  "cut-after-effect",
])("a create whose answer is lost by %s is found once the index has it: one issue", async (kind) => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira);
  await world.fault({ kind, match: CREATE });
  // What never answers is given up by the test, as a worker that dies gives it up.
  const signal = kind.startsWith("timeout") ? AbortSignal.timeout(1_000) : AbortSignal.timeout(30_000);
  const first = world.look({ signal });
  if (kind.startsWith("timeout")) await expect(first).rejects.toMatchObject({ name: "TimeoutError" });
  else expect(await first).toMatchObject({ verdict: "wait", lookAgainAt: world.gate.nowMs + 5_000 });
  for (const seconds of [5, 10, 30]) {
    expect(await world.lookIn(seconds)).toMatchObject({
      verdict: "wait",
      reasons: [expect.stringContaining("looked for")],
    });
  }
  await world.person("index/release", {});
  expect(await world.lookIn(70)).toMatchObject({ verdict: "wait", output: { key: "REL-1" } });
  expect(await world.created()).toEqual(["REL-1"]);
});

test("a create whose answer is lost is found at once among the links of its anchor, whatever the index knows", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira, { anchor: "REL-1" });
  await world.person("issues", { summary: "release 1.1.0" });
  await world.fault({ kind: "reset-after-effect", match: CREATE });
  await world.look();
  expect(await world.lookIn(5)).toMatchObject({ verdict: "wait", output: { key: "REL-2" } });
  expect(await world.created()).toEqual(["REL-1", "REL-2"]);
});

test("a create that never arrived is made again, but only after the last look", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  await world.fault({ kind: "reset-before-effect", match: CREATE });
  await world.look();
  for (const [seconds, next] of [
    [5, 10],
    [10, 30],
    [30, 75],
  ] as const) {
    expect(await world.lookIn(seconds)).toMatchObject({ lookAgainAt: world.gate.nowMs + next * 1_000 });
    expect(await world.created()).toEqual([]);
  }
  expect(await world.lookIn(75)).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.created()).toEqual(["REL-1"]);
});

test("a worker that dies after the create, with nothing remembered, finds it again: one issue", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira);
  await world.fault({ kind: "reset-after-effect", match: CREATE });
  await world.look();
  world.gate.memory = {};
  await world.lookIn(600); // What it kept is gone, so that the looks begin here.
  expect(await world.created()).toHaveLength(1);
  await world.person("index/release", {});
  expect(await world.lookIn(5)).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.created()).toEqual(["REL-1"]);
});

test("a create that was recorded but not remembered by the gate is not made twice", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira);
  await world.look();
  world.gate.memory = {};
  expect(await world.lookIn(60)).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.created()).toEqual(["REL-1"]);
});

test("where the index lags longer than the looks, the sweep leaves the older issue open and closes the other", async () => {
  jira = await startFakeJira("--index-lag", "stuck");
  const world = jiraWorld(jira);
  await world.fault({ kind: "reset-after-effect", match: CREATE });
  await world.look();
  expect(await world.lookIn(120)).toMatchObject({ output: { key: "REL-2" } });
  // A clone that a person makes carries the label, too.
  const { labels } = await world.issue("REL-2");
  await world.person("issues", { summary: "CLONE", labels });
  await world.person("index/release", {});
  expect(await world.lookIn(779)).toMatchObject({ output: { key: "REL-2" } });
  expect(await world.lookIn(1)).toMatchObject({ verdict: "wait", output: { key: "REL-1" } });
  const closed = await world.issue("REL-2");
  expect(closed).toMatchObject({ status: "Done", resolution: "Duplicate", links: [{ type: "Duplicate" }] });
  expect(closed.comments.map(({ body }) => plainText(body))).toEqual([
    expect.stringContaining("REL-1 takes its place"),
  ]);
  expect(await world.issue("REL-1")).toMatchObject({ status: "To Do", comments: [] });
  expect(await world.issue("REL-3")).toMatchObject({ status: "To Do", comments: [] });
  await world.lookIn(12 * 3_600);
  expect((await world.issue("REL-2")).comments).toHaveLength(1);
});

test.each([
  { answered: "no answer", fault: { kind: "reset-after-effect", match: CREATE }, twin: "Done" },
  { answered: "an answer", fault: undefined, twin: "To Do" },
])("after a create that got $answered, its twin is $twin a minute later", async ({ fault, twin }) => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  if (fault !== undefined) await world.fault(fault);
  await world.look();
  expect(await world.lookIn(5)).toMatchObject({ output: { key: "REL-1" } });
  const { labels } = await world.issue("REL-1");
  await world.person("issues", { summary: "the same once more", labels });
  const key = labels.find((label) => label.startsWith("hf-"));
  await jira.call("PUT", "/rest/api/3/issue/REL-2/properties/holdfast", { body: { key } });
  expect(await world.lookIn(60)).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.issue("REL-2")).toMatchObject({ status: twin });
});

test.each([
  { name: "a page in HTML", fault: { kind: "html" } },
  { name: "a page in HTML with 403", fault: { kind: "html", status: 403 } },
  { name: "a 503", fault: { kind: "status", status: 503 } },
])("$name in place of an issue is no verdict, and the next look goes on", async ({ fault }) => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  await world.look();
  await world.person("issues/REL-1/move", approve);
  await world.fault({ ...fault, match: { method: "GET", path: "/rest/api/3/issue/*" } });
  await expect(world.lookIn(60)).rejects.toMatchObject({ code: "REMOTE_UNCLEAR" });
  expect(await world.lookIn(60)).toMatchObject({ verdict: "pass" });
});

test("a throttled create is not tried before its time, woken or not, and is then made without a look", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  await world.fault({ kind: "status", status: 429, retryAfterSeconds: 1_200, reason: "jira-quota", match: CREATE });
  const first = await world.look();
  const until = first.verdict === "wait" ? (first.lookAgainAt ?? 0) : 0;
  expect(until).toBeGreaterThanOrEqual(world.gate.nowMs + 1_200_000);
  expect(first).not.toHaveProperty("isAlarming");
  expect(await world.lookIn(1_199)).toMatchObject({ verdict: "wait", lookAgainAt: until });
  expect(await world.calls("POST", /.*/)).toBe(1);
  expect(await world.lookIn(3)).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.calls("POST", /search/)).toBe(0);
  expect(await world.created()).toEqual(["REL-1"]);
});

test("a wrong token waits, is alarming and names the account; a right one goes on", async () => {
  jira = await startFakeJira();
  const right = jiraConnection(jira);
  const credentials = { username: jira.email, password: "wrong" };
  const world = jiraWorld(jira, {}, jiraConnection(jira, { credentials }));
  const answer = await world.look();
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(answer.reasons?.[0]).toContain(`does not know "${jira.email}"`);
  expect(await world.look({ connection: async () => await Promise.resolve(right) })).toMatchObject({
    output: { key: "REL-1" },
  });
  expect(await world.created()).toEqual(["REL-1"]);
});

test("what Jira refuses is told field by field", async () => {
  jira = await startFakeJira();
  await jira.call("PUT", "/__sim/jira/projects/REL", { body: { customFields: { customfield_10010: "textarea" } } });
  const world = jiraWorld(jira, { fields: { customfield_10010: "a plain text" } });
  const answer = await world.look();
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(answer.reasons?.[0]).toContain("customfield_10010: ");
});

test("an address of Jira's API that is gone is said to be gone", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { find: { label: "shop-1.1.0" } });
  await world.fault({ kind: "status", status: 410, match: { path: "/rest/api/3/search/jql" } });
  const answer = await world.look();
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(answer.reasons?.[0]).toContain("this version of Holdfast is too old");
});

test("an issue that is moved to another project is followed by its id", async () => {
  jira = await startFakeJira();
  await jira.call("PUT", "/__sim/jira/projects/OPS", { body: { name: "Operations" } });
  const world = jiraWorld(jira);
  await world.look();
  await world.person("issues/REL-1/relocate", { project: "OPS" });
  await world.person("issues/OPS-1/move", approve);
  expect(await world.lookIn(60)).toMatchObject({ verdict: "pass", output: { key: "OPS-1" } });
});

test("an issue that is closed by hand in a status nobody listed never passes, and is alarming", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  await world.look();
  await world.person("issues/REL-1/move", { status: "Done", fields: { resolution: { name: "Won't Do" } } });
  expect(await world.lookIn(60)).toMatchObject({ verdict: "wait", isAlarming: true });
});

test("an issue that was deleted never passes, is alarming, and is not made again", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  await world.look();
  await world.person("issues/REL-1/delete", {});
  const answer = await world.lookIn(60);
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(answer.reasons?.[0]).toContain("may not see it");
  expect(await world.created()).toEqual(["REL-1"]);
});

test("a key that is given when promoting wins over the config, and nothing is created", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { issue: "REL-2" });
  await world.person("issues", { summary: "first" });
  await world.person("issues", { summary: "second" });
  await world.person("issues/REL-1/move", approve);
  expect(await world.look()).toMatchObject({ verdict: "wait", output: { key: "REL-2" } });
  expect(await world.look({ supplied: "rel-1" })).toMatchObject({ verdict: "pass", output: { key: "REL-1" } });
  expect(await world.look({ supplied: "REL-9" })).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(await world.look({ supplied: "javascript:x" })).toMatchObject({ verdict: "reject" });
  expect(await world.created()).toHaveLength(2);
});

test("an issue that people open is found by its label; more than one is not guessed at", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { find: { label: "shop-1.1.0", orCreate: false } });
  expect(await world.look()).toMatchObject({
    verdict: "wait",
    reasons: ['no issue matches the label "shop-1.1.0" in REL'],
  });
  await world.person("issues", { summary: "release", labels: ["shop-1.1.0"] });
  await world.person("issues", { summary: "again", labels: ["shop-1.1.0"] });
  const answer = await world.lookIn(600);
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(answer.reasons?.[0]).toContain("REL-1, REL-2");
  await world.person("issues/REL-2/labels", { labels: [] });
  expect(await world.lookIn(60)).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.created()).toHaveLength(2);
});

test("where none is found, one is created after a second search, and what people open later does not take its place", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { find: { jql: "project = REL AND labels = train-7" } });
  expect(await world.look()).toMatchObject({ lookAgainAt: world.gate.nowMs + 15_000 });
  expect(await world.lookIn(15)).toMatchObject({ lookAgainAt: world.gate.nowMs });
  await world.person("issues", { summary: "late", labels: ["train-7"] });
  expect(await world.look()).toMatchObject({ output: { key: "REL-2" } });
  expect(await world.lookIn(60)).toMatchObject({ output: { key: "REL-2" } });
});

test("a simulator behind a connection that does not say so lets nothing pass", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira, { issue: "REL-1" }, jiraConnection(jira, { options: {} }));
  await world.person("issues", { summary: "first" });
  await world.person("issues/REL-1/move", approve);
  const answer = await world.look();
  expect(answer).toMatchObject({ verdict: "wait", isAlarming: true });
  expect(answer.reasons?.[0]).toContain("simulator");
});

test("with OAuth it is called through the cloud's address, and a token that has run out is renewed once", async () => {
  jira = await startFakeJira();
  const info = await jira.call("GET", "/_edge/tenant_info");
  const world = jiraWorld(
    jira,
    {},
    jiraConnection(jira, {
      credentials: { clientId: jira.email, clientSecret: jira.token },
      options: { simulator: true, apiUrl: jira.url, cloudId: String(info.body["cloudId"]) },
    }),
  );
  await world.fault({ kind: "status", status: 401, match: CREATE });
  expect(await world.look()).toMatchObject({ output: { key: "REL-1" } });
  expect(await world.calls("POST", /^\/oauth\/token/)).toBe(2);
  await world.fault({ kind: "status", status: 401, times: 2, match: { method: "GET" } });
  expect(await world.lookIn(60)).toMatchObject({ verdict: "wait", isAlarming: true });
});

test("a promotion that is fenced opens nothing", async () => {
  jira = await startFakeJira();
  const world = jiraWorld(jira);
  const { effects } = world.gate.context();
  const once = async () => await Promise.reject(Object.assign(new Error("fenced"), { code: "FENCED" }));
  await expect(world.look({ effects: { key: effects.key, once } })).rejects.toThrow("fenced");
  expect(await world.created()).toEqual([]);
});
