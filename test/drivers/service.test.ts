import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Observation, Subject } from "../../activities/components/driver.ts";
import { cellFiles } from "../../activities/components/process/cell-files.ts";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import type { ServiceConfig } from "../../activities/components/service/schema.ts";
import { directoryLogs } from "../../adapters/logs/directory-logs.ts";
import type { JsonObject } from "../../domain/schema/json.ts";
import { makeSubject, newToken, removal, removeUntilGone } from "../contracts/driver.ts";
import { testCell, type TestCell } from "./cell.ts";
import { SERVER } from "./server-artifact.ts";

const signal = new AbortController().signal;
const subjects: Subject<ServiceConfig>[] = [];
const servers: Server[] = [];
const children: ChildProcess[] = [];
let cell: TestCell;
let driver: ReturnType<typeof serviceDriver>;
let artifact: string;

beforeEach(async () => {
  cell = await testCell();
  driver = serviceDriver(cell.ports);
  artifact = await cell.push(SERVER);
});

afterEach(async () => {
  for (const subject of subjects.splice(0)) await removeUntilGone(driver, removal(subject, "component"));
  for (const server of servers.splice(0)) server.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await cell.close();
});

function service(mode: string, config: JsonObject = {}): Subject<ServiceConfig> {
  const environment = {
    STARTS: join(cell.directory, "starts"),
    MODE: mode,
    ...(config["environment"] as JsonObject | undefined),
  };
  const wanted = {
    command: ["node", "server.js"],
    health: { path: "/healthz", interval: "100ms" },
    stopWithin: "300ms",
    ...config,
    environment,
  };
  const subject = makeSubject(driver.config.parse(wanted), artifact);
  subjects.push(subject);
  return subject;
}

async function launch(mode: string, config?: JsonObject): Promise<Subject<ServiceConfig>> {
  const subject = service(mode, config);
  await driver.apply(subject, signal);
  return subject;
}

async function look(subject: Subject<ServiceConfig>, waitMs = 0): Promise<Observation> {
  return await driver.observe(subject, { waitMs, signal });
}

async function lookUntil(subject: Subject<ServiceConfig>, wanted: object): Promise<void> {
  await expect.poll(async () => await look(subject), { timeout: 10_000 }).toMatchObject(wanted);
}

const runOf = ({ id, incarnation }: Subject) => runDirectory(cell.ports.runs, id.componentUid, incarnation);

async function pidOf(subject: Subject): Promise<number> {
  return Number((await readFile(runOf(subject).claim, "utf8")).split("\n")[1]);
}

test("a service that answers its health is ready at once, and says where it is", async () => {
  const subject = await launch("well");
  const startedAt = Date.now();
  const seen = await look(subject, 20_000);
  const port = seen.state === "ready" ? Number(seen.outputs["port"]) : 0;
  expect(seen).toEqual({ state: "ready", outputs: { url: `http://127.0.0.1:${port}`, port } });
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(30_000);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test("a service gets its own variables and nothing of Holdfast's", async () => {
  process.env["HOLDFAST_SECRET_SHOP_TOKEN"] = "canary";
  const subject = await launch("well", { environment: { COUNT: 3, IS_ON: true } });
  delete process.env["HOLDFAST_SECRET_SHOP_TOKEN"];
  const seen = await look(subject, 20_000);
  const url = seen.state === "ready" ? String(seen.outputs["url"]) : "";
  const environment: unknown = await (await fetch(`${url}/environment`)).json();
  expect(environment).toMatchObject({ COUNT: "3", IS_ON: "true", HOLDFAST_CLAIM: runOf(subject).name });
  expect(JSON.stringify(environment)).not.toContain("canary");
});

test("no value of the environment stands in the files of a run", async () => {
  const subject = await launch("well", { environment: { PASSWORD: "canary-4711" } });
  await lookUntil(subject, { state: "ready" });
  const run = runOf(subject);
  const texts = await Promise.all([run.claim, run.watch, run.log].map(async (path) => await readFile(path, "utf8")));
  expect(texts.join("\n")).not.toContain("canary-4711");
});

test("a service that is ill is changing, with the address asked and its last lines", async () => {
  const subject = await launch("ill");
  const reason = expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:2\d{4}\/healthz: answered 503, expected 200$/);
  await lookUntil(subject, { state: "changing", reason, log: ["started with ill"] });
});

test("a service that does not listen yet is changing", async () => {
  const subject = await launch("well", { command: ["sh", "-c", "sleep 60"] });
  expect(await look(subject)).toMatchObject({
    state: "changing",
    reason: expect.stringContaining("/healthz: connection refused"),
  });
});

test("a service that ignores its PORT is told where it listens instead", async () => {
  const subject = await launch("elsewhere", { environment: { OTHER_PORT: "0" } });
  const reason = expect.stringMatching(/connection refused; it listens on \d+, not on its PORT 2\d{4}$/);
  await lookUntil(subject, { state: "changing", reason });
});

test("a service that ends is gone, with its exit code and its last lines", async () => {
  const subject = await launch("exits");
  await lookUntil(subject, {
    state: "gone",
    reason: expect.stringMatching(/^pid \d+ is gone: exit code 3$/),
    log: ["started with exits", "cannot go on"],
  });
  expect(await driver.check?.(subject, signal)).toMatchObject({
    state: "dead",
    reason: "exited",
    detail: expect.stringMatching(/exit code 3, last line: cannot go on$/),
  });
});

test("without a health path a service is ready when it listens", async () => {
  const { health: _health, ...config } = service("well").config;
  const subject = makeSubject(driver.config.parse({ ...config, stopWithin: "1s" }), artifact);
  subjects.push(subject);
  await driver.apply(subject, signal);
  await lookUntil(subject, { state: "ready" });
});

test("a service runs without an artifact, in an empty directory", async () => {
  const { artifact: _artifact, ...subject } = service("well", {
    command: ["sh", "-c", "pwd; ls -A | wc -l; sleep 60"],
  });
  await driver.apply(subject, signal);
  const count = expect.stringMatching(/^\s*0$/);
  await lookUntil(subject, { state: "changing", log: [expect.stringMatching(/\/empty$/), count] });
});

test.each([
  { name: "a program that is not on the PATH", command: ["no-such-program"] },
  { name: "a program that is not in the artifact", command: ["./run"] },
  { name: "a file that cannot be executed", command: ["./server.js"] },
])("$name is COMMAND_NOT_FOUND, and nothing is launched", async ({ command }) => {
  const subject = service("well", { command });
  await expect(driver.apply(subject, signal)).rejects.toMatchObject({ code: "COMMAND_NOT_FOUND" });
  expect(await look(subject)).toEqual({ state: "absent" });
});

test("a command that its shell cannot run is COMMAND_NOT_FOUND as well", async () => {
  const subject = await launch("well", { command: ["sh", "-c", "exec no-such-program"] });
  await lookUntil(subject, { state: "failed", code: "COMMAND_NOT_FOUND" });
});

test("an artifact that nobody has pushed is ARTIFACT_NOT_FOUND", async () => {
  const subject = { ...service("well"), artifact: `sha256:${"0".repeat(64)}` };
  await expect(driver.apply(subject, signal)).rejects.toMatchObject({ code: "ARTIFACT_NOT_FOUND" });
});

test("a full disk is NO_SPACE, and nothing is launched", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const files = { ...cellFiles, write: async () => await Promise.reject(full) };
  const subject = service("well");
  await expect(serviceDriver({ ...cell.ports, files }).apply(subject, signal)).rejects.toMatchObject({
    code: "NO_SPACE",
  });
  expect(await look(subject)).toEqual({ state: "absent" });
});

test("a port that a stranger listens on before the launch is PORT_TAKEN, and names him", async () => {
  const subject = service("well");
  const port = await cell.ports.records.lease({
    cell: "local",
    componentUid: subject.id.componentUid,
    purpose: "port",
    candidates: [29_871],
  });
  await listenOn(port);
  await expect(driver.apply(subject, signal)).rejects.toMatchObject({
    code: "PORT_TAKEN",
    details: { port, pid: process.pid },
  });
});

test("a port that a stranger listens on after the launch is PORT_TAKEN, although he answers well", async () => {
  const subject = await launch("well", { command: ["sh", "-c", "sleep 60"] });
  const note: unknown = JSON.parse(await readFile(runOf(subject).watch, "utf8"));
  const port = String((note as { readonly port: number }).port);
  const stranger = spawn("node", ["-e", SERVER["server.js"]], { env: { ...process.env, PORT: port }, stdio: "ignore" });
  children.push(stranger);
  await lookUntil(subject, {
    state: "failed",
    code: "PORT_TAKEN",
    reason: expect.stringContaining(`pid ${stranger.pid}`),
  });
});

test("ports that strangers listen on are not asked for", async () => {
  const first = service("well");
  const { records } = cell.ports;
  let asked: readonly number[] = [];
  const spy = {
    ...cell.ports,
    records: {
      lease: async (lease: Parameters<typeof records.lease>[0]) =>
        await records.lease({ ...lease, candidates: (asked = lease.candidates) }),
    },
  };
  await serviceDriver(spy).apply(first, signal);
  await lookUntil(first, { state: "ready" });
  const taken = asked[0] ?? 0;
  await expect.poll(async () => await look(first)).toMatchObject({ outputs: { port: taken } });
  const again = { ...first, incarnation: 2, token: newToken() };
  await removeUntilGone(driver, removal(first, "incarnation"));
  await listenOn(taken);
  await serviceDriver(spy)
    .apply(again, signal)
    .catch(() => undefined);
  expect(asked).not.toContain(taken);
});

test("a change of health or of the time to stop is made without a restart", async () => {
  const subject = await launch("well");
  await lookUntil(subject, { state: "ready" });
  const pid = await pidOf(subject);
  const changed = {
    ...subject,
    config: { ...subject.config, stopWithin: 5_000, health: { path: "/", expectStatus: 200, interval: 500 } },
  };
  expect(await look(changed)).toEqual({
    state: "differs",
    fields: ["config.health", "config.stopWithin"],
    replace: false,
  });
  await driver.apply(changed, signal);
  expect(await look(changed)).toMatchObject({ state: "ready" });
  expect(await pidOf(subject)).toBe(pid);
});

test("the same pid with another start, or of another boot, is not ours: it is gone and never signalled", async () => {
  const stranger = spawn("sleep", ["60"]);
  children.push(stranger);
  const subject = service("well");
  const run = runOf(subject);
  await mkdir(run.path, { recursive: true });
  await writeFile(run.claim, `a b c\n${stranger.pid}\nanother-boot\n${stranger.pid} (sleep) S ${"1 ".repeat(18)}1 0\n`);
  expect(await look(subject)).toMatchObject({ state: "gone" });
  expect(await driver.remove(removal(subject, "incarnation"), signal)).toBe("gone");
  expect(stranger.signalCode).toBeNull();
  expect(stranger.kill(0)).toBe(true);
});

test("a launcher that died while it wrote its claim leaves a run that is gone", async () => {
  const subject = service("well");
  await mkdir(runOf(subject).path, { recursive: true });
  await writeFile(runOf(subject).claim, "a b c\n12");
  expect(await look(subject)).toMatchObject({ state: "gone" });
});

test("a zombie is dead", async () => {
  const subject = await launch("well");
  await lookUntil(subject, { state: "ready" });
  // This process is its parent and reaps it only after this turn of its loop.
  process.kill(await pidOf(subject), "SIGKILL");
  await lookUntil(subject, { state: "gone" });
});

test("a launch that comes after the removal does nothing", async () => {
  const subject = await launch("well");
  await lookUntil(subject, { state: "ready" });
  await removeUntilGone(driver, removal(subject, "incarnation"));
  await driver.apply(subject, signal);
  expect(await look(subject)).toMatchObject({ state: "gone" });
  expect(await cell.lines("starts")).toHaveLength(1);
});

test("a service that does not end on SIGTERM is killed when its time is over", async () => {
  const subject = await launch("stubborn", { stopWithin: "700ms" });
  await lookUntil(subject, { state: "ready" });
  expect(await driver.remove(removal(subject, "incarnation"), signal)).toBe("going");
  await removeUntilGone(driver, removal(subject, "incarnation"));
  expect(await look(subject)).toMatchObject({ state: "gone" });
  expect(await readFile(runOf(subject).log, "utf8")).toContain("no");
});

test("what a service leaves behind in another session goes with it", async () => {
  const subject = await launch("parent");
  await lookUntil(subject, { state: "ready" });
  const run = runOf(subject);
  expect((await runProcesses(run)).others).toHaveLength(1);
  process.kill(await pidOf(subject), "SIGKILL");
  await lookUntil(subject, { state: "gone" });
  const next = { ...subject, incarnation: 2, token: newToken() };
  await driver.apply(next, signal);
  await lookUntil(next, { state: "ready" });
  expect(await runProcesses(run)).toEqual({ leader: undefined, others: [] });
});

test("a removed component leaves no directory", async () => {
  const subject = await launch("well");
  await lookUntil(subject, { state: "ready" });
  await removeUntilGone(driver, removal(subject, "component"));
  await expect(stat(join(cell.ports.runs, subject.id.componentUid))).rejects.toMatchObject({ code: "ENOENT" });
});

test("check finds a service unhealthy after three misses, and well again after one answer", async () => {
  const subject = await launch("well");
  const seen = await look(subject, 20_000);
  const url = seen.state === "ready" ? String(seen.outputs["url"]) : "";
  const check = async () => await driver.check?.(subject, signal);
  expect(await check()).toEqual({ state: "alive" });
  await fetch(`${url}/break`);
  const detail = expect.stringMatching(/answered 503, expected 200 \(\d+ times in a row\)$/);
  await expect.poll(check, { timeout: 10_000 }).toMatchObject({ state: "dead", reason: "unhealthy", detail });
});

test("check knows a service that this process has never seen", async () => {
  const subject = await launch("well");
  await lookUntil(subject, { state: "ready" });
  const another = serviceDriver(cell.ports);
  expect(await another.check?.(subject, signal)).toEqual({ state: "alive" });
  expect(await another.check?.({ ...subject, incarnation: 2 }, signal)).toMatchObject({
    state: "dead",
    reason: "exited",
  });
});

test("a service outlives the process that launched it", async () => {
  const subject = service("well");
  const text = JSON.stringify({ root: cell.directory, subject });
  const launcher = spawn(process.execPath, [join(import.meta.dirname, "launch-and-die.ts"), text], {
    stdio: "inherit",
  });
  await once(launcher, "exit");
  expect(launcher.signalCode).toBe("SIGKILL");
  await lookUntil(subject, { state: "ready" });
  expect(await cell.lines("starts")).toHaveLength(1);
});

test("a log that grew too long is cut, and nothing of its end is lost", async () => {
  const subject = await launch("chatty");
  await lookUntil(subject, { state: "ready" });
  const { log, olderLog } = runOf(subject);
  await expect.poll(async () => (await stat(log)).size, { timeout: 10_000 }).toBeGreaterThan(10 * 1024 * 1024);
  const another = serviceDriver(cell.ports);
  await another.check?.(subject, signal);
  expect((await stat(log)).size).toBeLessThan(1024 * 1024);
  expect((await stat(olderLog)).size).toBeGreaterThan(10 * 1024 * 1024);
});

test("the logs adapter shows what a service wrote, masked, and follows it into its next life", async () => {
  const subject = await launch("well", { environment: { MODE: "canary" } });
  await lookUntil(subject, { state: "ready" });
  const logs = directoryLogs({ root: cell.ports.runs, mask: (_uid, line) => line.replaceAll("canary", "***") });
  expect(await logs.tail(subject.id.componentUid, 10)).toEqual(["started with ***"]);
  const stop = new AbortController();
  const followed = (async () => {
    for await (const line of logs.follow(subject.id.componentUid, stop.signal)) return line;
    return undefined;
  })();
  await removeUntilGone(driver, removal(subject, "incarnation"));
  await driver.apply({ ...subject, incarnation: 2, token: newToken() }, signal);
  expect(await followed).toBe("started with ***");
  stop.abort();
});

async function listenOn(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}
