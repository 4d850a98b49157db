import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

test("moto and everything that it needs is pinned exactly", async () => {
  const lines = (await readFile(new URL("requirements.txt", import.meta.url), "utf8")).trimEnd().split("\n");
  expect(lines).toContainEqual(expect.stringMatching(/^moto==/));
  expect(lines.filter((line) => !/^[\w.-]+==\d+(\.\w+)+$/.test(line))).toEqual([]);
});
