import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cellFiles } from "../../activities/components/process/cell-files.ts";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import { newToken, removal, removeUntilGone } from "../contracts/driver.ts";
import { SERVER } from "./server-artifact.ts";
import { serviceCell, type ServiceCell } from "./service-cell.ts";

const servers: Server[] = [];
const children: ChildProcess[] = [];
const signal = new AbortController().signal;
let cell: ServiceCell;

beforeEach(async () => void (cell = await serviceCell()));
afterEach(async () => {
  await cell.close();
  for (const server of servers.splice(0)) server.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

test("a service that answers its health is ready at once, and says where it is", async () => {
  const subject = await cell.launch("well");
  const startedAt = Date.now();
  const seen = await cell.look(subject, 20_000);
  const port = seen.state === "ready" ? Number(seen.outputs["port"]) : 0;
  expect(seen).toEqual({ state: "ready", outputs: { url: `http://127.0.0.1:${port}`, port } });
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(30_000);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test("a service gets its own variables and nothing of Holdfast's", async () => {
  process.env["HOLDFAST_SECRET_SHOP_TOKEN"] = "canary";
  const subject = await cell.launch("well", { environment: { COUNT: 3, IS_ON: true } });
  delete process.env["HOLDFAST_SECRET_SHOP_TOKEN"];
  const seen = await cell.look(subject, 20_000);
  const url = seen.state === "ready" ? String(seen.outputs["url"]) : "";
  const environment: unknown = await (await fetch(`${url}/environment`)).json();
  expect(environment).toMatchObject({ COUNT: "3", IS_ON: "true", HOLDFAST_CLAIM: cell.runOf(subject).name });
  expect(JSON.stringify(environment)).not.toContain("canary");
});

test("no value of the environment stands in the files of a run", async () => {
  const subject = await cell.launch("well", { environment: { PASSWORD: "canary-4711" } });
  await cell.lookUntil(subject, { state: "ready" });
  const run = cell.runOf(subject);
  const texts = await Promise.all([run.claim, run.watch, run.log].map(async (path) => await readFile(path, "utf8")));
  expect(texts.join("\n")).not.toContain("canary-4711");
});

test("a service that is ill is changing, with the address asked and its last lines", async () => {
  const subject = await cell.launch("ill");
  const reason = expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:2\d{4}\/healthz: answered 503, expected 200$/);
  await cell.lookUntil(subject, { state: "changing", reason, log: ["started with ill"] });
});

test("a service that does not listen yet is changing", async () => {
  const subject = await cell.launch("well", { command: ["sh", "-c", "sleep 60"] });
  expect(await cell.look(subject)).toMatchObject({
    state: "changing",
    reason: expect.stringContaining("/healthz: connection refused"),
  });
});

test("a service that ignores its PORT is told where it listens instead", async () => {
  const subject = await cell.launch("elsewhere", { environment: { OTHER_PORT: "0" } });
  const reason = expect.stringMatching(/connection refused; it listens on \d+, not on its PORT 2\d{4}$/);
  await cell.lookUntil(subject, { state: "changing", reason });
});

test("a service that ends is gone, with its exit code and its last lines", async () => {
  const subject = await cell.launch("exits");
  await cell.lookUntil(subject, {
    state: "gone",
    reason: expect.stringMatching(/^pid \d+ is gone: exit code 3; it was to answer at http:\/\/127\.0\.0\.1:\d+/),
    log: ["started with exits", "cannot go on"],
  });
  expect(await cell.driver.check?.(subject, signal)).toMatchObject({
    state: "dead",
    reason: "exited",
    detail: expect.stringMatching(/exit code 3, last line: cannot go on$/),
  });
});

test("without a health path a service is ready when it listens", async () => {
  const { health: _health, ...config } = cell.service("well").config;
  const subject = { ...cell.service("well"), config };
  await cell.driver.apply(subject, signal);
  await cell.lookUntil(subject, { state: "ready" });
});

test("a service runs without an artifact, in an empty directory", async () => {
  const { artifact: _artifact, ...subject } = cell.service("well", {
    command: ["sh", "-c", "pwd; ls -A | wc -l; sleep 60"],
  });
  await cell.driver.apply(subject, signal);
  const count = expect.stringMatching(/^\s*0$/);
  await cell.lookUntil(subject, { state: "changing", log: [expect.stringMatching(/\/empty$/), count] });
});

test.each([
  { name: "a program that is not on the PATH", command: ["no-such-program"] },
  { name: "a program that is not in the artifact", command: ["./run"] },
  { name: "a file that cannot be executed", command: ["./server.js"] },
])("$name is COMMAND_NOT_FOUND, and nothing is launched", async ({ command }) => {
  const subject = cell.service("well", { command });
  await expect(cell.driver.apply(subject, signal)).rejects.toMatchObject({ code: "COMMAND_NOT_FOUND" });
  expect(await cell.look(subject)).toEqual({ state: "absent" });
});

test("a command that its shell cannot run is COMMAND_NOT_FOUND as well", async () => {
  const subject = await cell.launch("well", { command: ["sh", "-c", "exec no-such-program"] });
  await cell.lookUntil(subject, { state: "failed", code: "COMMAND_NOT_FOUND" });
});

test("an artifact that nobody has pushed is ARTIFACT_NOT_FOUND", async () => {
  const subject = { ...cell.service("well"), artifact: `sha256:${"0".repeat(64)}` };
  await expect(cell.driver.apply(subject, signal)).rejects.toMatchObject({ code: "ARTIFACT_NOT_FOUND" });
});

test("a full disk is NO_SPACE, and nothing is launched", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const files = { ...cellFiles, write: async () => await Promise.reject(full) };
  const subject = cell.service("well");
  await expect(serviceDriver({ ...cell.ports, files }).apply(subject, signal)).rejects.toMatchObject({
    code: "NO_SPACE",
  });
  expect(await cell.look(subject)).toEqual({ state: "absent" });
});

test("a port that a stranger listens on before the launch is PORT_TAKEN, and names him", async () => {
  const subject = cell.service("well");
  const port = await cell.ports.records.lease({
    cell: "local",
    componentUid: subject.id.componentUid,
    purpose: "port",
    candidates: [29_871],
  });
  await listenOn(port);
  await expect(cell.driver.apply(subject, signal)).rejects.toMatchObject({
    code: "PORT_TAKEN",
    details: { port, pid: process.pid },
  });
});

test("a port that a stranger listens on after the launch is PORT_TAKEN, although he answers well", async () => {
  const subject = await cell.launch("well", { command: ["sh", "-c", "sleep 60"] });
  const note: unknown = JSON.parse(await readFile(cell.runOf(subject).watch, "utf8"));
  const port = String((note as { readonly port: number }).port);
  const stranger = spawn("node", ["-e", SERVER["server.js"]], { env: { ...process.env, PORT: port }, stdio: "ignore" });
  children.push(stranger);
  await cell.lookUntil(subject, {
    state: "failed",
    code: "PORT_TAKEN",
    reason: expect.stringContaining(`pid ${stranger.pid}`),
  });
});

test("ports that strangers listen on are not asked for", async () => {
  const first = cell.service("well");
  const { records } = cell.ports;
  let asked: readonly number[] = [];
  const spy = {
    ...cell.ports,
    records: {
      ...records,
      lease: async (lease: Parameters<typeof records.lease>[0]) =>
        await records.lease({ ...lease, candidates: (asked = lease.candidates) }),
    },
  };
  await serviceDriver(spy).apply(first, signal);
  await cell.lookUntil(first, { state: "ready" });
  const taken = asked[0] ?? 0;
  await expect.poll(async () => await cell.look(first)).toMatchObject({ outputs: { port: taken } });
  const again = { ...first, incarnation: 2, token: newToken() };
  await removeUntilGone(cell.driver, removal(first, "incarnation"));
  await listenOn(taken);
  await serviceDriver(spy)
    .apply(again, signal)
    .catch(() => undefined);
  expect(asked).not.toContain(taken);
});

test("check finds a service unhealthy after three misses, and well again after one answer", async () => {
  const subject = await cell.launch("well");
  const seen = await cell.look(subject, 20_000);
  const url = seen.state === "ready" ? String(seen.outputs["url"]) : "";
  const check = async () => await cell.driver.check?.(subject, signal);
  expect(await check()).toEqual({ state: "alive" });
  await fetch(`${url}/break`);
  const detail = expect.stringMatching(/answered 503, expected 200 \(\d+ times in a row\)$/);
  await expect.poll(check, { timeout: 10_000 }).toMatchObject({ state: "dead", reason: "unhealthy", detail });
  await fetch(`${url}/mend`);
  await expect.poll(check, { timeout: 10_000 }).toEqual({ state: "alive" });
});

test("what check missed before counts no more once an operation has found the service ready", async () => {
  const subject = await cell.launch("well");
  const seen = await cell.look(subject, 20_000);
  const url = seen.state === "ready" ? String(seen.outputs["url"]) : "";
  const check = async () => await cell.driver.check?.(subject, signal);
  await fetch(`${url}/break`);
  await expect.poll(check, { timeout: 10_000 }).toMatchObject({ state: "dead", reason: "unhealthy" });
  await fetch(`${url}/mend`);
  await cell.lookUntil(subject, { state: "ready" });
  expect(await check()).toEqual({ state: "alive" });
});

test("check knows a service that this process has never seen", async () => {
  const subject = await cell.launch("well");
  await cell.lookUntil(subject, { state: "ready" });
  const another = serviceDriver(cell.ports);
  expect(await another.check?.(subject, signal)).toEqual({ state: "alive" });
  expect(await another.check?.({ ...subject, incarnation: 2 }, signal)).toMatchObject({
    state: "dead",
    reason: "exited",
  });
});

async function listenOn(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}
