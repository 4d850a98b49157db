import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { directoryLogs } from "./directory-logs.ts";

let root: string;
let logs: ReturnType<typeof directoryLogs>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-logs-"));
  logs = directoryLogs({ root, mask: (_uid, line) => line.replaceAll("canary", "***") });
});
afterEach(async () => await rm(root, { recursive: true, force: true }));

async function write(incarnation: number, text: string, file = "output.log"): Promise<void> {
  await mkdir(join(root, "c1", String(incarnation)), { recursive: true });
  await appendFile(join(root, "c1", String(incarnation), file), text);
}

test("tail() gives the last lines of the present incarnation, masked", async () => {
  await write(2, "old\n");
  await write(10, "one\ntwo canary\r\nthree\n");
  expect(await logs.tail("c1", 2)).toEqual(["two ***", "three"]);
  expect(await logs.tail("c1", 100)).toEqual(["one", "two ***", "three"]);
  expect(await logs.tail("c1", 0)).toEqual([]);
  expect(await logs.tail("absent", 5)).toEqual([]);
});

test("tail() goes back into the older part when the newer is too short", async () => {
  await write(1, "a\nb\n", "output.1.log");
  await write(1, "c\n");
  expect(await logs.tail("c1", 2)).toEqual(["b", "c"]);
});

test("follow() gives whole lines from now on, over a cut of the file and into the next incarnation", async () => {
  await write(1, "before\n");
  const stop = new AbortController();
  const lines: string[] = [];
  const following = (async () => {
    for await (const line of logs.follow("c1", stop.signal)) lines.push(line);
  })();
  const seen = async (wanted: readonly string[]) => await expect.poll(() => lines, { timeout: 5_000 }).toEqual(wanted);
  // Nothing tells when it has begun. Therefore it is written to until it answers.
  await expect.poll(async () => (await write(1, "begin\n"), lines.length), { timeout: 5_000 }).toBeGreaterThan(0);
  await expect.poll(() => lines.every((line) => line === "begin")).toBe(true);
  lines.length = 0;
  await write(1, "öne can");
  await write(1, "ary\ntwo\n");
  await expect.poll(() => lines.filter((line) => line !== "begin"), { timeout: 5_000 }).toEqual(["öne ***", "two"]);
  lines.length = 0;
  await writeFile(join(root, "c1", "1", "output.log"), "cut\n");
  await seen(["cut"]);
  await write(2, "next\n");
  await seen(["cut", "next"]);
  stop.abort();
  await following;
});

test("a line without an end is given in pieces", async () => {
  const stop = new AbortController();
  await write(1, "");
  const first = (async () => {
    for await (const line of logs.follow("c1", stop.signal)) return line;
    return "";
  })();
  const text = "x".repeat(70_000);
  await expect
    .poll(async () => {
      await write(1, text);
      return await Promise.race([
        first.then(({ length }) => length),
        new Promise((resolve) => setTimeout(resolve, 50, 0)),
      ]);
    })
    .toBeGreaterThan(60_000);
  stop.abort();
});
