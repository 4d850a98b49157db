import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ensureToken } from "./ensure-token.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-token-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

it("makes a token that only its owner can read, and answers the same from then on", async () => {
  const file = join(directory, "new", "token");
  const token = await ensureToken(file);
  expect(token).toMatch(/^hf_[A-Za-z0-9_-]{43}$/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await ensureToken(file)).toBe(token);
  expect((await readFile(file, "utf8")).trim()).toBe(token);
});

it("answers one token to all who make it at once, and leaves nothing else behind", async () => {
  const file = join(directory, "token");
  const tokens = await Promise.all(Array.from({ length: 10 }, () => ensureToken(file)));
  expect(new Set(tokens).size).toBe(1);
  expect(await readdir(directory)).toEqual(["token"]);
});

it.each(["\n", "hf_short", "something else"])("refuses a file that holds %j, without showing it", async (content) => {
  const file = join(directory, "token");
  await writeFile(file, content);
  const refused = await ensureToken(file).catch((error: unknown) => (error instanceof Error ? error.message : ""));
  expect(refused).toContain("does not hold a token");
  expect(refused).not.toContain(content);
});
