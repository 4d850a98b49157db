import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { tryFileLock } from "./file-lock.ts";
import { ownIdentity } from "./process-identity.ts";
import { withFileLock } from "./with-file-lock.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "holdfast-lock-"))));

test("tryFileLock() names the living owner, and gives the lock again once it is released", async () => {
  const first = await tryFileLock(folder);
  if (first.kind !== "acquired") throw new Error("expected the lock");
  expect(first.lock.deadOwner).toBeUndefined();
  expect(await tryFileLock(folder)).toEqual({ kind: "held", owner: ownIdentity() });
  await first.lock.release();
  await first.lock.release();
  expect((await tryFileLock(folder)).kind).toBe("acquired");
});

test("tryFileLock() gives the lock of a dead owner to exactly one of many", async () => {
  for (let round = 0; round < 20; round += 1) {
    const path = join(folder, String(round));
    await (await acquired(path)).release();
    const dead = { ...ownIdentity(), startTime: "1" };
    await writeFile(join(path, "7"), JSON.stringify(dead));
    const answers = await Promise.all(Array.from({ length: 16 }, async () => await tryFileLock(path)));
    const winners = answers.filter((answer) => answer.kind === "acquired");
    expect(winners).toHaveLength(1);
    expect(winners[0]).toMatchObject({ lock: { deadOwner: dead } });
    expect(await readdir(path)).toEqual(["8"]);
  }
});

test("withFileLock() lets one work at a time and tells the others whom they wait for", async () => {
  const waited: number[] = [];
  let working = 0;
  let most = 0;
  const work = async () => {
    working += 1;
    most = Math.max(most, working);
    await readdir(folder);
    working -= 1;
  };
  const wait = { onWait: (pid: number) => void waited.push(pid) };
  await Promise.all(Array.from({ length: 5 }, async () => await withFileLock(join(folder, "one"), work, wait)));
  expect(most).toBe(1);
  expect(new Set(waited)).toEqual(new Set([process.pid]));
});

test("withFileLock() stops waiting when it is aborted, and gives the lock back after a failure", async () => {
  const path = join(folder, "two");
  const lock = await acquired(path);
  const stopping = new AbortController();
  const wait = { onWait: () => stopping.abort(), signal: stopping.signal };
  await expect(withFileLock(path, () => Promise.resolve(), wait)).rejects.toThrow("aborted");
  await lock.release();
  await expect(withFileLock(path, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(withFileLock(path, () => Promise.resolve("done"))).resolves.toBe("done");
});

async function acquired(path: string) {
  const answer = await tryFileLock(path);
  if (answer.kind !== "acquired") throw new Error("expected the lock");
  return answer.lock;
}
