import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFakeJira } from "./start-fake-jira.ts";
import type { FakeJira } from "./start-fake-jira.ts";

let stateDir: string;
const started: FakeJira[] = [];
beforeEach(async () => void (stateDir = await mkdtemp(join(tmpdir(), "fake-jira-"))));
afterEach(async () => {
  await Promise.all(started.splice(0).map(async (jira) => await jira.kill()));
  await rm(stateDir, { recursive: true });
});

async function start(...flags: string[]): Promise<FakeJira> {
  const jira = await startFakeJira(...flags);
  started.push(jira);
  return jira;
}

const API = "/rest/api/3";

async function create(jira: FakeJira, label: string): Promise<string> {
  const fields = { project: { key: "REL" }, issuetype: { name: "Task" }, summary: label, labels: [label] };
  return String((await jira.call("POST", `${API}/issue`, { body: { fields } })).body["key"]);
}

async function statusOf(jira: FakeJira, key: string): Promise<unknown> {
  const { fields } = (await jira.call("GET", `${API}/issue/${key}`)).body;
  return (fields as { status?: { name?: string } } | undefined)?.status?.name;
}

async function found(jira: FakeJira, label: string): Promise<number> {
  const { body } = await jira.call("POST", `${API}/search/jql`, { body: { jql: `labels = ${label}` } });
  return (body["issues"] as unknown[]).length;
}

const deployment = (update: number, state: string) => ({
  deploymentSequenceNumber: 1,
  updateSequenceNumber: update,
  displayName: "payments",
  url: "https://holdfast.example/promotions/1",
  description: "",
  lastUpdated: "2026-09-21T20:00:00Z",
  state,
  pipeline: { id: "payments", displayName: "payments", url: "https://holdfast.example/payments" },
  environment: { id: "prod", displayName: "prod", type: "production" },
  associations: [{ associationType: "serviceIdOrKeys", values: ["service-1"] }],
  commands: [{ command: "initiate_deployment_gating" }],
});

test("a kill loses nothing that was answered, and no number is given twice", async () => {
  const first = await start("--state-dir", stateDir, "--index-lag", "stuck");
  const key = await create(first, "kept");
  await first.call("POST", "/__sim/jira/index/release");
  await create(first, "stuck");
  const gone = await create(first, "gone");
  await first.call("POST", `/__sim/jira/issues/${gone}/delete`);
  await first.call("POST", `/__sim/jira/issues/${key}/move`, { body: { status: "Approved", comment: "fine" } });
  await first.call("PUT", `${API}/issue/${key}/properties/holdfast`, { body: { promotion: "912" } });
  await first.call("PUT", "/__sim/jira/users/ada@example.com", { body: { token: "ada" } });
  const deployments = [deployment(2, "successful"), deployment(1, "pending")];
  await first.call("POST", "/rest/deployments/0.1/bulk", { body: { deployments } });
  const ids = { pipelineId: "payments", environmentId: "prod", deploymentSequenceNumber: 1 };
  await first.call("POST", "/__sim/jira/deployments/gate", { body: { ...ids, status: "prevented" } });
  const issue = (await first.call("GET", `${API}/issue/${key}?properties=*all`)).body;
  const effects = await first.effects();
  await first.kill();

  const second = await start("--state-dir", stateDir, "--port", String(first.port));
  expect(second.port).toBe(first.port);
  expect(await second.effects()).toEqual(effects);
  expect(effects.map(({ seq }) => seq)).toEqual(effects.map((_, index) => index + 1));
  expect((await second.call("GET", `${API}/issue/${key}?properties=*all`)).body).toEqual(issue);
  expect([await found(second, "kept"), await found(second, "stuck"), await found(second, "gone")]).toEqual([1, 0, 0]);
  const stored = "/rest/deployments/0.1/pipelines/payments/environments/prod/deployments/1";
  expect((await second.call("GET", stored)).body["state"]).toBe("successful");
  expect((await second.call("GET", `${stored}/gating-status`)).body["gatingStatus"]).toBe("prevented");
  const authorization = `Basic ${Buffer.from("ada@example.com:ada").toString("base64")}`;
  expect((await second.call("GET", `${API}/myself`, { authorization })).status).toBe(200);
  expect(await create(second, "next")).toBe("REL-4");
});

test("every answered effect is on disk once, whenever the kill comes", async () => {
  const jira = await start("--state-dir", stateDir);
  const answered: string[] = [];
  let isKilled = false;
  const createUntilKilled = async (worker: number) => {
    for (let count = 0; !isKilled; count += 1) {
      const label = `label-${worker}-${count}`;
      if ((await create(jira, label)).startsWith("REL-")) answered.push(label);
      if (answered.length >= 50) isKilled = true;
      if (isKilled) await jira.kill();
    }
  };
  const workers = Array.from({ length: 20 }, async (_, worker) => await createUntilKilled(worker));
  const ends = await Promise.allSettled(workers);
  expect(answered.length).toBeGreaterThanOrEqual(50);
  expect(ends.filter(({ status }) => status === "rejected").length).toBeGreaterThan(0);

  // A kill between the two halves of a write leaves a line without an end.
  await appendFile(join(stateDir, "truth.jsonl"), '{"seq":999,"op":"issue.create","half');
  const again = await start("--state-dir", stateDir);
  const last = await create(again, "last");
  const effects = await again.effects("issue.create");
  const labels = effects.map(({ after }) => (after as { summary: string }).summary);
  expect(new Set(labels).size).toBe(labels.length);
  expect(answered.filter((label) => !labels.includes(label))).toEqual([]);
  expect(new Set(effects.map(({ effectId }) => effectId)).size).toBe(effects.length);
  expect(effects.at(-1)?.["effectId"]).toBe(last);
  const lines = (await readFile(join(stateDir, "truth.jsonl"), "utf8")).split("\n").slice(0, -1);
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, index) => index + 1));
});

test("auto-approve approves new issues and gates after its time, also across a kill, and leaves moved ones alone", async () => {
  const flags = ["--state-dir", stateDir, "--auto-approve", "1500"];
  const first = await start(...flags);
  const [waiting, rejected] = [await create(first, "waiting"), await create(first, "rejected")];
  await first.call("POST", `/__sim/jira/issues/${rejected}/move`, { body: { status: "Rejected" } });
  await first.call("POST", "/rest/deployments/0.1/bulk", { body: { deployments: [deployment(1, "pending")] } });
  expect(await statusOf(first, waiting)).toBe("To Do");
  await first.kill();

  const second = await start(...flags);
  const gate = "/rest/deployments/0.1/pipelines/payments/environments/prod/deployments/1/gating-status";
  await expect.poll(async () => await statusOf(second, waiting), { interval: 20, timeout: 5000 }).toBe("Approved");
  const gateStatus = async () => (await second.call("GET", gate)).body["gatingStatus"];
  await expect.poll(gateStatus, { interval: 20, timeout: 5000 }).toBe("allowed");
  expect(await statusOf(second, rejected)).toBe("Rejected");
  const transitions = (await second.effects("issue.transition")).filter(({ issue }) => issue === waiting);
  expect(transitions).toMatchObject([
    { cause: "auto", after: { status: "In Review" } },
    { cause: "auto", after: { status: "Approved" } },
  ]);
});

test("an account can be named by flags", async () => {
  const jira = await start("--email", "bot@example.com", "--token", "abc");
  expect((await jira.call("GET", `${API}/myself`)).body["emailAddress"]).toBe("bot@example.com");
});

test("it does not start with a wrong flag, and says which", async () => {
  const main = new URL("../../fakes/jira/main.ts", import.meta.url).pathname;
  const run = promisify(execFile)(process.execPath, [main, "--port", "many"]);
  await expect(run).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("--port") });
});
