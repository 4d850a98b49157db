import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ArtifactFile, Artifacts } from "../../adapters/artifacts/port.ts";

const file = (path: string, text = path, isExecutable = false): ArtifactFile => ({
  path,
  isExecutable,
  content: Buffer.from(text),
});
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What every store of artifacts must do. Each call of `make` gives an empty one. */
export function artifactsContract(name: string, make: () => Promise<Artifacts>): void {
  test(`${name} gives back exactly what was pushed, under the digest of its manifest`, async () => {
    const artifacts = await make();
    const pushed = await artifacts.push([file("server.js", "serve"), file("bin/run", "go", true), file("B", "ä")]);
    const manifest = `644 ${sha256("ä")} 2 B\n755 ${sha256("go")} 2 bin/run\n644 ${sha256("serve")} 5 server.js\n`;
    expect(pushed).toEqual({ digest: `sha256:${sha256(manifest)}`, files: 3, bytes: 9 });
    const directory = await artifacts.directory(pushed.digest);
    expect((await readdir(directory, { recursive: true })).toSorted()).toEqual(["B", "bin", "bin/run", "server.js"]);
    expect(await readFile(join(directory, "bin/run"), "utf8")).toBe("go");
    expect((await stat(join(directory, "bin/run"))).mode & 0o777).toBe(0o555);
    expect((await stat(join(directory, "server.js"))).mode & 0o777).toBe(0o444);
    expect((await stat(directory)).mode & 0o222).toBe(0);
    expect(await artifacts.manifest(pushed.digest)).toEqual([
      { path: "B", isExecutable: false, sha256: sha256("ä"), size: 2 },
      { path: "bin/run", isExecutable: true, sha256: sha256("go"), size: 2 },
      { path: "server.js", isExecutable: false, sha256: sha256("serve"), size: 5 },
    ]);
  });

  test(`${name} gives the same digest whatever the order, and another for another name, mode or content`, async () => {
    const artifacts = await make();
    const digestOf = async (...files: ArtifactFile[]) => (await artifacts.push(files)).digest;
    const first = await digestOf(file("a"), file("b"));
    expect(await digestOf(file("b"), file("a"))).toBe(first);
    const others = [
      await digestOf(file("a")),
      await digestOf(file("a"), file("c", "b")),
      await digestOf(file("a"), file("b", "b", true)),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
  });

  test(`${name} takes files that come one after another`, async () => {
    const artifacts = await make();
    async function* files() {
      yield file("a");
      yield file("b");
    }
    expect(await artifacts.push(files())).toMatchObject({ files: 2 });
  });

  test(`${name} has only what was pushed, and lists it once`, async () => {
    const artifacts = await make();
    expect(await artifacts.list()).toEqual([]);
    const first = await artifacts.push([file("a")]);
    await artifacts.push([file("a")]);
    expect(await artifacts.has(first.digest)).toBe(true);
    expect(await artifacts.list()).toEqual([{ ...first, storedAt: expect.any(Number) }]);
    for (const digest of [`sha256:${"0".repeat(64)}`, "sha256:../../etc", "latest", ""]) {
      expect(await artifacts.has(digest)).toBe(false);
      await expect(artifacts.directory(digest)).rejects.toMatchObject({ code: "ARTIFACT_NOT_FOUND" });
      await expect(artifacts.manifest(digest)).rejects.toMatchObject({ code: "ARTIFACT_NOT_FOUND" });
    }
  });

  test(`${name} stores the same content once when it is pushed by many at once`, async () => {
    const artifacts = await make();
    const files = Array.from({ length: 50 }, (_, index) => file(`lib/${index}.js`));
    const pushed = await Promise.all(Array.from({ length: 8 }, async () => await artifacts.push(files)));
    expect(new Set(pushed.map(({ digest }) => digest)).size).toBe(1);
    expect(await readdir(await artifacts.directory(pushed[0]?.digest ?? ""), { recursive: true })).toHaveLength(51);
    expect(await artifacts.list()).toHaveLength(1);
  });

  test.each([
    { name: "nothing", files: [] },
    { name: "a path that leaves the directory", files: [file("a/../../b")] },
    { name: "an absolute path", files: [file("/etc/passwd")] },
    { name: "a path with a dot", files: [file("./a")] },
    { name: "a path with an empty name", files: [file("a//b")] },
    { name: "an empty path", files: [file("")] },
    { name: "a path with a line feed", files: [file("a\nb")] },
    { name: "a path with NUL", files: [file("a\0b")] },
    { name: "a path with a backslash", files: [file("a\\b")] },
    { name: "a path that is not Unicode", files: [file("a\ud800")] },
    { name: "a path that is too long", files: [file(`${"a/".repeat(200)}b`)] },
    { name: "a name that is too long", files: [file("a".repeat(256))] },
    { name: "a path given twice", files: [file("a"), file("a", "other")] },
    { name: "a file where another needs a directory", files: [file("a"), file("a/b")] },
    { name: "a directory where another needs a file", files: [file("a/b"), file("a")] },
    { name: "too many files", files: Array.from({ length: 10_001 }, (_, index) => file(`${index}`, "")) },
    {
      name: "too many bytes",
      files: [{ path: "a", isExecutable: false, content: Buffer.alloc(100 * 1024 * 1024 + 1) }],
    },
  ])(`${name} refuses $name and keeps nothing of it`, async ({ files }) => {
    const artifacts = await make();
    await expect(artifacts.push(files)).rejects.toMatchObject({ code: "ARTIFACT_INVALID" });
    expect(await artifacts.list()).toEqual([]);
  });
}
