import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadFiles } from "./load-files.ts";

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "migrations-"))));
afterEach(async () => await rm(directory, { recursive: true }));

test("files come in the order of their numbers, with the digest of their bytes", async () => {
  await writeFile(join(directory, "0002_more.sql"), "-- holdfast: no transaction\nselect 2;");
  await writeFile(join(directory, "0001_first.sql"), "select 1;");
  expect(await loadFiles(directory)).toMatchObject({
    files: [
      { number: 1, name: "0001_first.sql", isInTransaction: true },
      {
        number: 2,
        name: "0002_more.sql",
        isInTransaction: false,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    ],
  });
});

test("a directory that is not there, and a file in its place, are no directory", async () => {
  await writeFile(join(directory, "file"), "");
  expect(await loadFiles(join(directory, "missing"))).toBeUndefined();
  expect(await loadFiles(join(directory, "file"))).toBeUndefined();
});

test.each([
  { what: "a directory", make: async (path: string): Promise<void> => await mkdir(path) },
  { what: "a link to nothing", make: async (path: string): Promise<void> => await symlink("nothing", path) },
  { what: "a link to itself", make: async (path: string): Promise<void> => await symlink("0001_first.sql", path) },
])("$what in the place of a file is a fault of the release", async ({ make }) => {
  await make(join(directory, "0001_first.sql"));
  expect(await loadFiles(directory)).toEqual({ problems: ['"0001_first.sql" is no file'] });
});

test("bytes that are no text are a fault of the release", async () => {
  await writeFile(join(directory, "0001_first.sql"), Buffer.from([0xff, 0xfe]));
  expect(await loadFiles(directory)).toEqual({ problems: ['"0001_first.sql" is no text in UTF-8'] });
});

test("what the file system refuses otherwise is thrown, not told as a fault of the release", async () => {
  await expect(loadFiles(join(directory, "x".repeat(300)))).rejects.toMatchObject({ code: "ENAMETOOLONG" });
});
