import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProcesses } from "../../activities/components/process/run-processes.ts";
import { serviceDriver } from "../../activities/components/service/driver.ts";
import { directoryLogs } from "../../adapters/logs/directory-logs.ts";
import { newToken, removal, removeUntilGone } from "../contracts/driver.ts";
import { serviceCell, type ServiceCell } from "./service-cell.ts";

const children: ChildProcess[] = [];
const signal = new AbortController().signal;
let cell: ServiceCell;

beforeEach(async () => void (cell = await serviceCell()));
afterEach(async () => {
  await cell.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

test("a change of health or of the time to stop is made without a restart", async () => {
  const subject = await cell.launch("well");
  await cell.lookUntil(subject, { state: "ready" });
  const pid = await cell.pidOf(subject);
  const changed = {
    ...subject,
    config: { ...subject.config, stopWithin: 5_000, health: { path: "/", expectStatus: 200, interval: 500 } },
  };
  expect(await cell.look(changed)).toEqual({
    state: "differs",
    fields: ["config.health", "config.stopWithin"],
    replace: false,
  });
  await cell.driver.apply(changed, signal);
  expect(await cell.look(changed)).toMatchObject({ state: "ready" });
  expect(await cell.pidOf(subject)).toBe(pid);
});

test("the same pid with another start, or of another boot, is not ours: it is gone and never signalled", async () => {
  const stranger = spawn("sleep", ["60"]);
  children.push(stranger);
  const subject = cell.service("well");
  const run = cell.runOf(subject);
  await mkdir(run.path, { recursive: true });
  await writeFile(run.claim, `a b c\n${stranger.pid}\nanother-boot\n${stranger.pid} (sleep) S ${"1 ".repeat(18)}1 0\n`);
  expect(await cell.look(subject)).toMatchObject({ state: "gone" });
  expect(await cell.driver.remove(removal(subject, "incarnation"), signal)).toBe("gone");
  expect(stranger.signalCode).toBeNull();
  expect(stranger.kill(0)).toBe(true);
});

test("a launcher that died while it wrote its claim leaves a run that is gone", async () => {
  const subject = cell.service("well");
  await mkdir(cell.runOf(subject).path, { recursive: true });
  await writeFile(cell.runOf(subject).claim, "a b c\n12");
  expect(await cell.look(subject)).toMatchObject({ state: "gone" });
});

test("a zombie is dead", async () => {
  const subject = await cell.launch("well");
  await cell.lookUntil(subject, { state: "ready" });
  // This process is its parent and reaps it only after this turn of its loop.
  process.kill(await cell.pidOf(subject), "SIGKILL");
  await cell.lookUntil(subject, { state: "gone" });
});

test("a launch that comes after the removal does nothing", async () => {
  const subject = await cell.launch("well");
  await cell.lookUntil(subject, { state: "ready" });
  await removeUntilGone(cell.driver, removal(subject, "incarnation"));
  await cell.driver.apply(subject, signal);
  expect(await cell.look(subject)).toMatchObject({ state: "gone" });
  expect(await cell.lines("starts")).toHaveLength(1);
});

test("a service that does not end on SIGTERM is killed when its time is over", async () => {
  const subject = await cell.launch("stubborn", { stopWithin: "700ms" });
  await cell.lookUntil(subject, { state: "ready" });
  expect(await cell.driver.remove(removal(subject, "incarnation"), signal)).toBe("going");
  await removeUntilGone(cell.driver, removal(subject, "incarnation"));
  expect(await cell.look(subject)).toMatchObject({ state: "gone" });
  expect(await readFile(cell.runOf(subject).log, "utf8")).toContain("no");
});

test("what a service leaves behind in another session goes with it", async () => {
  const subject = await cell.launch("parent");
  await cell.lookUntil(subject, { state: "ready" });
  const run = cell.runOf(subject);
  expect((await runProcesses(run)).others).toHaveLength(1);
  process.kill(await cell.pidOf(subject), "SIGKILL");
  await cell.lookUntil(subject, { state: "gone" });
  const next = { ...subject, incarnation: 2, token: newToken() };
  await cell.driver.apply(next, signal);
  await cell.lookUntil(next, { state: "ready" });
  expect(await runProcesses(run)).toEqual({ leader: undefined, others: [] });
});

test("a removed component leaves no directory", async () => {
  const subject = await cell.launch("well");
  await cell.lookUntil(subject, { state: "ready" });
  await removeUntilGone(cell.driver, removal(subject, "component"));
  await expect(stat(join(cell.ports.runs, subject.id.componentUid))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a service outlives the process that launched it", async () => {
  const subject = cell.service("well");
  const text = JSON.stringify({ root: cell.directory, subject });
  const launcher = spawn(process.execPath, [join(import.meta.dirname, "launch-and-die.ts"), text], {
    stdio: "inherit",
  });
  await once(launcher, "exit");
  expect(launcher.signalCode).toBe("SIGKILL");
  await cell.lookUntil(subject, { state: "ready" });
  expect(await cell.lines("starts")).toHaveLength(1);
});

test("a log that grew too long is cut, and nothing of its end is lost", async () => {
  const subject = await cell.launch("chatty");
  await cell.lookUntil(subject, { state: "ready" });
  const { log, olderLog } = cell.runOf(subject);
  await expect.poll(async () => (await stat(log)).size, { timeout: 10_000 }).toBeGreaterThan(10 * 1024 * 1024);
  const another = serviceDriver(cell.ports);
  await another.check?.(subject, signal);
  expect((await stat(log)).size).toBeLessThan(1024 * 1024);
  expect((await stat(olderLog)).size).toBeGreaterThan(10 * 1024 * 1024);
});

test("the logs adapter shows what a service wrote, masked, and follows it into its next life", async () => {
  const subject = await cell.launch("well", { environment: { MODE: "canary" } });
  await cell.lookUntil(subject, { state: "ready" });
  const logs = directoryLogs({ root: cell.ports.runs, mask: (_uid, line) => line.replaceAll("canary", "***") });
  expect(await logs.tail(subject.id.componentUid, 10)).toEqual(["started with ***"]);
  const stop = new AbortController();
  const followed = (async () => {
    for await (const line of logs.follow(subject.id.componentUid, stop.signal)) return line;
    return undefined;
  })();
  await removeUntilGone(cell.driver, removal(subject, "incarnation"));
  await cell.driver.apply({ ...subject, incarnation: 2, token: newToken() }, signal);
  expect(await followed).toBe("started with ***");
  stop.abort();
});
