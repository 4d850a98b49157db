import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf, isAlive, ownIdentity } from "../../embedded/process/process-identity.ts";
import { acquireStateLock, StateLockHeld, stopProvenChildren } from "../../embedded/process/state-lock.ts";

const fixture = join(import.meta.dirname, "fixtures/supervisor.ts");
let stateDir: string;
let supervisor: ChildProcess;
let childPid: number;

beforeEach(async () => {
  stateDir = join(await mkdtemp(join(tmpdir(), "holdfast-state-")), "state");
  supervisor = spawn(process.execPath, [fixture, stateDir], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(supervisor.stdout ?? supervisor, "data")) as [Buffer];
  childPid = Number(/supervising (\d+)/.exec(line.toString())?.[1]);
});
afterEach(() => {
  supervisor.kill("SIGKILL");
  if (identityOf(childPid) !== undefined) process.kill(childPid, "SIGKILL");
});

test("acquireStateLock() is refused while another supervisor runs, and names its pid", async () => {
  const refusal = acquireStateLock(stateDir);
  await expect(refusal).rejects.toBeInstanceOf(StateLockHeld);
  await expect(refusal).rejects.toMatchObject({ ownerPid: supervisor.pid });
  expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
});

test("the lock of a killed supervisor is taken over, and the child it left is stopped", async () => {
  const child = identityOf(childPid);
  await killed();
  expect(child !== undefined && isAlive(child)).toBe(true);
  const lock = await acquireStateLock(stateDir);
  expect(lock.deadOwnerPid).toBe(supervisor.pid);
  const stopped = await stopProvenChildren(lock);
  expect(stopped).toEqual([{ role: "sleeper", identity: child, opens: ["data"] }]);
  expect(child !== undefined && isAlive(child)).toBe(false);
  expect(lock.children.alive()).toEqual([]);
  await lock.release();
  expect((await acquireStateLock(stateDir)).deadOwnerPid).toBeUndefined();
});

test("a process that only has the pid of a noted child is left alone", async () => {
  await killed();
  const stranger = { ...ownIdentity(), pid: childPid, startTime: "1" };
  const note = { role: "sleeper", identity: stranger, opens: [] };
  await writeFile(join(stateDir, "children.json"), JSON.stringify([note]));
  expect(await stopProvenChildren(await acquireStateLock(stateDir))).toEqual([]);
  expect(identityOf(childPid)).toBeDefined();
});

async function killed(): Promise<void> {
  const exited = once(supervisor, "exit");
  supervisor.kill("SIGKILL");
  await exited;
}
