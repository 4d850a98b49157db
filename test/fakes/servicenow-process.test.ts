import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startFakeServiceNow } from "./start-fake-servicenow.ts";
import type { FakeServiceNow } from "./start-fake-servicenow.ts";

const SIM = "/__sim/servicenow";
const GROUP = "Release Management";

let stateDir: string;
const started: FakeServiceNow[] = [];
beforeEach(async () => void (stateDir = await mkdtemp(join(tmpdir(), "fake-servicenow-"))));
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (instance) => await instance.stop()));
  await rm(stateDir, { recursive: true });
});

async function start(...flags: string[]): Promise<FakeServiceNow> {
  const instance = await startFakeServiceNow(...flags);
  started.push(instance);
  return instance;
}

async function create(instance: FakeServiceNow, key: string, kind = "emergency") {
  const body = { short_description: `Deploy [${key}]`, correlation_id: key, assignment_group: GROUP };
  const answer = await instance.call("POST", `/api/sn_chg_rest/change/${kind}`, { body });
  const result = answer.body["result"] as Record<string, { value: string }>;
  return { sysId: result["sys_id"]?.value ?? "", number: result["number"]?.value ?? "" };
}

// Machines that are busy start processes slowly.
async function until(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 5000, interval: 20 });
}

async function change(instance: FakeServiceNow, number: string): Promise<Record<string, unknown>> {
  return (await instance.call("GET", `${SIM}/changes/${number}`)).body;
}

test("a kill loses neither changes, nor votes, nor notes, nor what is due, nor tokens", async () => {
  const first = await start("--state-dir", stateDir, "--approval-delay", "0");
  const scheduled = await create(first, "hf-a");
  const deleted = await create(first, "hf-b");
  await first.act(scheduled.number, "submit");
  await until(async () => void (await first.act(scheduled.number, "approve", { comment: "fine" })));
  await first.act(scheduled.number, "note", { comment: "kept" });
  await first.act(deleted.number, "delete");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "holdfast",
    client_secret: "holdfast",
  });
  const token = await (await fetch(`${first.url}/oauth_token.do`, { method: "POST", body: form })).text();
  await first.call("PATCH", `${SIM}/settings`, { body: { approvalPolicy: "nobody" } });
  const waiting = await create(first, "hf-c");
  await first.act(waiting.number, "submit");
  const before = [await change(first, scheduled.number), await change(first, waiting.number)];
  const truth = await first.truth();
  await first.stop();
  // A kill between the two halves of a write leaves a line without an end.
  await appendFile(join(stateDir, "truth.jsonl"), '{"seq":99,"effect":"create"');

  const second = await start("--state-dir", stateDir, "--approval-delay", "60000", "--port", String(first.port));
  expect(await second.truth()).toEqual(truth);
  expect([await change(second, scheduled.number), await change(second, waiting.number)]).toEqual(before);
  expect(before[0]).toMatchObject({ state: "-2", notes: [{ text: "fine" }, { text: "kept" }] });
  expect((await second.call("GET", `${SIM}/changes/${deleted.number}`)).status).toBe(404);
  const authorization = `Bearer ${JSON.parse(token).access_token}`;
  expect((await second.call("GET", "/api/now/table/change_request", { headers: { authorization } })).status).toBe(200);
  const next = await create(second, "hf-d");
  expect(next.number > waiting.number).toBe(true);
  await second.stop();

  // What was due before the kill is done after it.
  const third = await start("--state-dir", stateDir, "--approval-delay", "0");
  await until(async () => expect(await change(third, waiting.number)).toMatchObject({ approval: "requested" }));
  const lines = (await readFile(join(stateDir, "truth.jsonl"), "utf8")).trimEnd().split("\n");
  const seqs = lines.map((line) => JSON.parse(line).seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
});

test("every answered effect is on disk once, whenever the kill comes", async () => {
  const instance = await start("--state-dir", stateDir);
  const answered: string[] = [];
  const file = async (key: string) => {
    await create(instance, key);
    answered.push(key);
    if (answered.length === 30) await instance.stop();
  };
  // Each lane files one after the other until nobody answers, so the kill comes while others are under way.
  const lane = async (name: number) => {
    for (let next = 0; ; next += 1) await file(`hf-${name}-${next}`);
  };
  const ends = await Promise.allSettled(Array.from({ length: 20 }, async (_, index) => await lane(index)));
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => "rejected"));
  expect(answered.length).toBeGreaterThanOrEqual(30);
  const again = await start("--state-dir", stateDir);
  const keys = (await again.truth()).map((effect) => effect.correlationId);
  expect(new Set(keys).size).toBe(keys.length);
  expect(answered.filter((key) => !keys.includes(key))).toEqual([]);
  const { changes } = (await again.call("GET", `${SIM}/changes`)).body as { changes: Record<string, string>[] };
  expect(changes.map((one) => one["correlation_id"])).toEqual(keys);
});

test("with --auto-approve a change is authorised without anybody", async () => {
  const instance = await start("--approval-delay", "0", "--auto-approve", "30");
  for (const kind of ["normal", "emergency"]) {
    const { number } = await create(instance, `hf-${kind}`, kind);
    await instance.act(number, "submit");
    await until(async () => {
      expect(await change(instance, number)).toMatchObject({ state: "-2", approval: "approved" });
    });
  }
});

test("the page shows what is there, and its forms do what they say", async () => {
  const instance = await start("--approval-delay", "0");
  const page = async (query = "") => (await instance.call("GET", `/${query}`)).text;
  expect(await page()).toContain("No changes yet.");
  const { number } = await create(instance, "hf-page<b>");
  expect(await page()).toContain("Deploy [hf-page&lt;b&gt;]");

  const post = async (verb: string, fields: Record<string, string>, origin = instance.url) => {
    const body = new URLSearchParams(fields);
    const url = `${instance.url}/changes/${number}/${verb}`;
    return await fetch(url, { method: "POST", body, headers: { origin }, redirect: "manual" });
  };
  expect((await post("submit", { as: "eve.lind" }, "https://elsewhere.example")).status).toBe(403);
  const submitted = await post("submit", { as: "eve.lind" });
  expect(submitted.headers.get("location")).toBe(`/?as=eve.lind#${number}`);
  await until(async () => expect(await page("?as=eve.lind")).toContain("Act as Cleo Marsh or Dan Ito."));
  expect(await page("?as=eve.lind")).not.toContain(">Approve<");
  expect(await page("?as=dan.ito")).toContain(`formaction="/changes/${number}/approve"`);
  const refused = await post("reject", { as: "dan.ito", comment: "" });
  const location = refused.headers.get("location") ?? "";
  expect(await page(location.slice(1))).toContain("A comment is required to reject.");
  await post("reschedule", { as: "eve.lind", start: "2026-09-21T20:00", end: "2026-09-21T22:00" });
  await post("approve", { as: "dan.ito", comment: "" });
  const shown = await page("?as=eve.lind");
  expect(shown).toContain("2026-09-21 20:00:00 to 2026-09-21 22:00:00");
  expect(shown).toContain('aria-current="step">Scheduled');
  for (const [verb, comment] of Object.entries({ implement: "", review: "", close: "done", delete: "" })) {
    await post(verb, { as: "eve.lind", comment, closeCode: "successful" });
  }
  expect(await page()).toContain("No changes yet.");
  const done = (await instance.truth()).map(({ effect, to }) => `${effect} ${to ?? ""}`.trim());
  expect(done.filter((effect) => !effect.startsWith("task"))).toEqual([
    "create",
    "move -3",
    "ask",
    "update",
    "vote",
    "move -2",
    "move -1",
    "move 0",
    "update",
    "close 3",
    "delete",
  ]);
});

test.each([
  { args: ["--colour", "red"], problem: "--colour" },
  { args: ["--port", "many"], problem: "--port" },
  { args: ["--auto-approve", "-1"], problem: "--auto-approve" },
])("it does not start with $args, and says why", async ({ args, problem }) => {
  const main = new URL("../../fakes/servicenow/main.ts", import.meta.url).pathname;
  const run = promisify(execFile)(process.execPath, [main, ...args]);
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(problem) });
});
