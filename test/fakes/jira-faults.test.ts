import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startFakeJira } from "./start-fake-jira.ts";
import type { FakeJira, JiraCallOptions } from "./start-fake-jira.ts";

let jira: FakeJira;
beforeAll(async () => void (jira = await startFakeJira()));
afterEach(async () => void (await jira.call("DELETE", "/__sim/jira/faults")));
afterAll(async () => await jira.kill());

const API = "/rest/api/3";

async function inject(fault: Record<string, unknown>): Promise<void> {
  expect((await jira.call("POST", "/__sim/jira/faults", { body: fault })).status).toBe(201);
}

async function create(label: string, options: JiraCallOptions = {}) {
  const fields = { project: { key: "REL" }, issuetype: { name: "Task" }, summary: label, labels: [label] };
  return await jira.call("POST", `${API}/issue`, { ...options, body: { fields } });
}

async function effectsOf(label: string): Promise<Record<string, unknown>[]> {
  return (await jira.effects("issue.create")).filter(({ after }) => (after as { summary: string }).summary === label);
}

const CREATES = { method: "POST", path: "/rest/api/3/issue" };

test.each([500, 503, 401, 403, 409])(
  "status %i is answered as often as asked for, without an effect",
  async (status) => {
    const label = `status-${status}`;
    await inject({ kind: "status", status, times: 2, match: CREATES });
    expect((await create(label)).status).toBe(status);
    expect((await jira.call("GET", `${API}/myself`)).status).toBe(200);
    expect((await create(label)).status).toBe(status);
    expect(await effectsOf(label)).toEqual([]);
    expect((await create(label)).status).toBe(201);
  },
);

test("429 says when to come back, and for what", async () => {
  const reason = "jira-per-issue-on-write";
  await inject({ kind: "status", status: 429, retryAfterSeconds: 7, reason, match: { path: "/rest/api/3/issue/*" } });
  const before = Date.now();
  const { status, headers } = await jira.call("PUT", `${API}/issue/REL-1/properties/a`, { body: 1 });
  expect([status, headers.get("retry-after"), headers.get("ratelimit-reason")]).toEqual([429, "7", reason]);
  const resetMs = Date.parse(headers.get("x-ratelimit-reset") ?? "") - before;
  expect(resetMs).toBeGreaterThanOrEqual(7000);
  expect(resetMs).toBeLessThan(17_000);
  await inject({ kind: "status", status: 429, retryAfterSeconds: null });
  expect((await jira.call("GET", `${API}/myself`)).headers.has("retry-after")).toBe(false);
});

test.each([
  { kind: "timeout-after-effect", error: "timeout" },
  { kind: "reset-after-effect", error: "fetch failed" },
])("$kind hides the answer of an effect", async ({ kind, error }) => {
  await inject({ kind, match: CREATES });
  await expect(create(kind, { signal: AbortSignal.timeout(1000) })).rejects.toThrow(error);
  expect(await effectsOf(kind)).toMatchObject([{ fault: kind }]);
  expect((await jira.call("GET", "/__sim/jira/faults")).body).toMatchObject([{ kind, hits: 1, left: 0 }]);
});

test.each([
  { kind: "timeout-before-effect", error: "timeout" },
  { kind: "reset-before-effect", error: "fetch failed" },
])("$kind has no effect", async ({ kind, error }) => {
  await inject({ kind, match: CREATES });
  await expect(create(kind, { signal: AbortSignal.timeout(500) })).rejects.toThrow(error);
  expect(await effectsOf(kind)).toEqual([]);
  expect((await create(kind)).status).toBe(201);
});

test("an HTML page comes instead of an effect, or after it", async () => {
  await inject({ kind: "html", match: CREATES });
  await inject({ kind: "html-after-effect", status: 503, match: CREATES });
  const page = await create("html");
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining("<html>") });
  expect(page.headers.get("content-type")).toBe("text/html");
  expect(await effectsOf("html")).toEqual([]);
  expect((await create("html")).status).toBe(503);
  expect(await effectsOf("html")).toHaveLength(1);
});

test("an answer is cut in half after its effect", async () => {
  await inject({ kind: "cut-after-effect", match: CREATES });
  await expect(create("cut")).rejects.toThrow(SyntaxError);
  expect(await effectsOf("cut")).toHaveLength(1);
});

test("slow answers late and truly", async () => {
  await inject({ kind: "slow", delayMs: 300, match: CREATES });
  const startedAt = Date.now();
  expect((await create("slow")).status).toBe(201);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
});

test("a fault hits the call that it is meant for: by text, and after some that pass", async () => {
  await inject({ kind: "status", match: { ...CREATES, contains: "hf-mine" }, skip: 1 });
  expect((await create("hf-other")).status).toBe(201);
  expect((await create("hf-mine")).status).toBe(201);
  expect((await create("hf-mine")).status).toBe(500);
  expect((await create("hf-mine")).status).toBe(201);
});

test("faults are listed with their hits until they are cleared", async () => {
  await inject({ kind: "status", times: "forever", match: { method: "GET" } });
  for (let call = 0; call < 3; call += 1) expect((await jira.call("GET", `${API}/myself`)).status).toBe(500);
  expect((await jira.call("GET", "/__sim/jira/faults")).body).toMatchObject([{ hits: 3, left: "forever" }]);
  await jira.call("DELETE", "/__sim/jira/faults");
  expect((await jira.call("GET", `${API}/myself`)).status).toBe(200);
  expect((await jira.call("GET", "/__sim/jira/faults")).body).toEqual([]);
  const unknown = await jira.call("POST", "/__sim/jira/faults", { body: { kind: "flood" } });
  expect(unknown.status).toBe(400);
});

test("every call of the product is logged, with the fault it met", async () => {
  await inject({ kind: "reset-before-effect", match: { path: "/rest/api/3/project/REL" } });
  await expect(jira.call("GET", `${API}/project/REL?expand=a`)).rejects.toThrow("fetch failed");
  const requests = JSON.parse((await jira.call("GET", "/__sim/jira/requests")).text) as unknown[];
  expect(requests.at(-1)).toMatchObject({
    method: "GET",
    path: "/rest/api/3/project/REL?expand=a",
    actor: jira.email,
    status: 0,
    fault: "reset-before-effect",
  });
});
