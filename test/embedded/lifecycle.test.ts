import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import type { EnvironmentDetail, OperationView, Page } from "../../cli/answers.ts";
import { deleteState } from "../../embedded/delete-state.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import { isAlive, ProcessIdentity } from "../../embedded/process/process-identity.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";
import { servicesOfCell } from "../../embedded/services-of-cell.ts";
import { stateFiles } from "../../embedded/state-files.ts";
import { ODD_SERVER, oddDocuments, oddEnvironment } from "../e2e/odd-service.ts";
import { documents } from "../e2e/stack-under-test.ts";
import { runEmbedded, startEmbedded, type RunningStart } from "./running-start.ts";

const PROJECT = "life";
const Children = z.array(z.object({ role: z.string(), identity: ProcessIdentity }));

let base: string;
let stateDir: string;
let running: RunningStart | undefined;

// One installation lives through all of these, in this order.
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "holdfast-life-"));
  stateDir = join(base, "state");
});

afterAll(async () => {
  await running?.end("SIGTERM");
  if (existsSync(stateDir)) await deleteState(stateDir);
  await rm(base, { recursive: true, force: true });
});

const files = () => stateFiles(stateDir);

async function call(method: string, path: string, sent?: { readonly body: string; readonly type: string }) {
  const token = (await readFile(files().token, "utf8")).trim();
  const headers = { authorization: `Bearer ${token}`, ...(sent === undefined ? {} : { "content-type": sent.type }) };
  const answer = await fetch(new URL(path, running?.url), {
    method,
    headers,
    ...(sent === undefined ? {} : { body: sent.body }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as unknown;
}

async function apply(body: string): Promise<void> {
  await call("POST", "/v1/apply", { body, type: "application/yaml" });
}

async function until(name: string, isSo: (seen: EnvironmentDetail) => boolean): Promise<EnvironmentDetail> {
  const look = async () => {
    const seen = (await call("GET", `/v1/environments/${PROJECT}/${name}`)) as EnvironmentDetail;
    return isSo(seen) && seen;
  };
  return await waitUntil(look, { what: `"${name}" is as wanted`, limitMs: 60_000 });
}

async function operations(name: string): Promise<readonly OperationView[]> {
  const path = `/v1/operations?project=${PROJECT}&environment=${name}&limit=100`;
  return ((await call("GET", path)) as Page<OperationView>).items;
}

const isReady = ({ phase }: EnvironmentDetail) => phase === "Ready";
const addressesOf = ({ componentList }: EnvironmentDetail) => componentList.map(({ outputs }) => outputs["url"]);

/** The processes of the services, by what they answer: they outlive Holdfast, so nobody else needs to be asked. */
function servicePids(environment: EnvironmentDetail): readonly string[] {
  return environment.componentList.map(({ uid, incarnation }) =>
    readFileSync(join(files().cell, "runs", uid, String(incarnation), "claim"), "utf8"),
  );
}

// Each starts a whole installation, of nine processes.
vi.setConfig({ testTimeout: 120_000 });

test("npm start -- --once plays the whole story, exits with 0 and leaves nothing", async () => {
  const once = await runEmbedded("start", ["--once", "--state-dir", stateDir]);
  expect(once.output).toContain("all of it happened");
  expect(once.code).toBe(0);
  expect(existsSync(join(stateDir, "once"))).toBe(false);
  expect(processesNaming(stateDir)).toEqual([]);
}, 240_000);

test("a second supervisor on the same directory is refused with the pid of the first", async () => {
  running = await startEmbedded(stateDir);
  const digest = await pushOddService();
  await apply(`${oddDocuments(PROJECT, digest)}\n---\n${documents(oddEnvironment(PROJECT, "here"))}`);
  await until("here", isReady);
  const second = await runEmbedded("start", ["--no-demo", "--state-dir", stateDir]);
  expect(second.code).toBe(1);
  expect(second.output).toContain(`process ${running.pid} already runs Holdfast`);
});

test("Ctrl-C stops Holdfast's own processes, says what goes on, and the next start goes on with it", async () => {
  const before = await until("here", isReady);
  const claims = servicePids(before);
  const own = await ownProcesses();
  const ended = await running?.end("SIGINT");
  expect(ended).toMatchObject({ code: 0, output: expect.stringContaining("go on running: 2 services, the cell's") });
  expect(ended?.output).toContain("npm run stop");
  expect(own.filter(isAlive)).toEqual([]);
  expect(await findPostgres(files().database)).toBeUndefined();
  for (const url of addressesOf(before)) expect((await fetch(String(url))).status).toBe(200);

  running = await startEmbedded(stateDir);
  const after = await until("here", isReady);
  expect(servicePids(after)).toEqual(claims);
  expect(addressesOf(after)).toEqual(addressesOf(before));
  expect((await operations("here")).map(({ kind }) => kind)).toEqual(["provision"]);
});

test("after a kill -9 of the supervisor its children are stopped before their files are opened", async () => {
  const own = await ownProcesses();
  const claims = servicePids(await until("here", isReady));
  await running?.end("SIGKILL");
  expect(own.filter(isAlive).length).toBeGreaterThan(4);
  const url = running?.url;
  running = await startEmbedded(stateDir);
  expect(running.output()).toMatch(/stopped .*temporal.* of a supervisor that died/);
  expect(own.filter(isAlive)).toEqual([]);
  expect(running.url).toBe(url);
  expect(servicePids(await until("here", isReady))).toEqual(claims);
});

test("a start with changed workflow code ends what was running and goes on with it", async () => {
  await apply(slowDocuments());
  await until("slow", ({ componentList }) => componentList.some(({ phase }) => phase === "Running"));
  await running?.end("SIGTERM");
  await writeFile(files().codeDigest, "another digest");
  running = await startEmbedded(stateDir);
  expect(running.output()).toContain("the code of the workflows has changed");
  await until("slow", isReady);
  expect((await operations("slow")).map(({ state }) => state)).toContain("Succeeded");
  expect((await operations("here")).map(({ kind }) => kind)).toEqual(["provision"]);
});

test("npm run stop stops all, and the next start repairs all of it", async () => {
  const stopped = await runEmbedded("stop", ["--state-dir", stateDir]);
  expect(stopped).toMatchObject({
    code: 0,
    output: expect.stringContaining("stopped Holdfast, 2 services, the cell's"),
  });
  expect(await running?.end("SIGTERM")).toMatchObject({ code: 0 });
  expect(await servicesOfCell(files())).toBe(0);
  expect(await findPostgres(files().cellDatabase)).toBeUndefined();
  expect((await runEmbedded("stop", ["--state-dir", stateDir])).output).toContain("nothing was running");

  running = await startEmbedded(stateDir);
  const after = await until(
    "here",
    (seen) => isReady(seen) && seen.componentList.every(({ incarnation }) => incarnation === 2),
  );
  for (const url of addressesOf(after)) expect((await fetch(String(url))).status).toBe(200);
});

test("npm run reset needs --yes without a terminal, and then deletes everything, wherever it lies", async () => {
  const refused = await runEmbedded("reset", ["--state-dir", stateDir]);
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("npm run reset -- --yes") });
  expect(existsSync(stateDir)).toBe(true);

  const data = [clusterOf("database"), clusterOf("cell/database")];
  expect(data.every(existsSync)).toBe(true);
  expect(await runEmbedded("reset", ["--yes", "--state-dir", stateDir])).toMatchObject({ code: 0 });
  expect(await running?.end("SIGTERM")).toMatchObject({ code: 0 });
  expect([stateDir, ...data, ...data.map(dirname)].filter(existsSync)).toEqual([]);
  expect(processesNaming(stateDir)).toEqual([]);
  running = undefined;
});

/** Command lines of the processes that name a path in it or in their environment. */
function processesNaming(path: string): readonly string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    try {
      const [command, environment] = ["cmdline", "environ"].map((name) => readFileSync(`/proc/${pid}/${name}`, "utf8"));
      return `${command}${environment}`.includes(path) ? [command ?? ""] : [];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

async function ownProcesses(): Promise<readonly ProcessIdentity[]> {
  const text = await readFile(join(stateDir, "children.json"), "utf8");
  return Children.parse(JSON.parse(text)).map(({ identity }) => identity);
}

function clusterOf(name: string): string {
  const text = readFileSync(join(stateDir, name, "server.json"), "utf8");
  return z.object({ cluster: z.string() }).parse(JSON.parse(text)).cluster;
}

async function pushOddService(): Promise<string> {
  const content = Buffer.from(ODD_SERVER).toString("base64");
  const body = `${JSON.stringify({ path: "server.js", isExecutable: false, content })}\n`;
  const pushed = await call("POST", "/v1/artifacts", { body, type: "application/x-ndjson" });
  return z.object({ digest: z.string() }).parse(pushed).digest;
}

/** An environment whose first component takes longer than a restart of Holdfast begins. */
function slowDocuments(): string {
  const simulated = (after: readonly string[]) => ({ kind: "simulated", config: { type: "queue", seconds: 6 }, after });
  return documents(
    {
      kind: "Blueprint",
      metadata: { project: PROJECT, name: "slow", version: "1.0.0" },
      spec: { components: { first: simulated([]), second: simulated(["first"]) } },
    },
    { kind: "Release", metadata: { project: PROJECT, version: "slow" }, spec: { blueprint: "slow@1.0.0" } },
    {
      kind: "Environment",
      metadata: { project: PROJECT, name: "slow" },
      spec: { class: "dev", cell: "local", release: "slow" },
    },
  );
}
