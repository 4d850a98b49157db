import { chmod, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { artifactsContract } from "../../test/contracts/artifacts.ts";
import { directoryArtifacts } from "./directory-artifacts.ts";

const roots: string[] = [];

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "holdfast-artifacts-"));
  roots.push(root);
  return root;
}

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

artifactsContract("directoryArtifacts()", async () => directoryArtifacts({ root: await makeRoot() }));

const files = [{ path: "lib/server.js", isExecutable: false, content: Buffer.from("serve") }];

test.each([
  { name: "changed", damage: async (path: string) => await replace(join(path, "lib/server.js"), "SERVE") },
  {
    name: "gone",
    damage: async (path: string) => await loosen(path, async () => await rm(join(path, "lib/server.js"))),
  },
  {
    name: "too many",
    damage: async (path: string) => await loosen(path, async () => await writeFile(join(path, "lib/more"), "")),
  },
  { name: "executable", damage: async (path: string) => await chmod(join(path, "lib/server.js"), 0o555) },
])("an artifact with a file that is $name is ARTIFACT_CORRUPT until it is pushed again", async ({ damage }) => {
  const root = await makeRoot();
  const { digest } = await directoryArtifacts({ root }).push(files);
  await damage(await directoryArtifacts({ root }).directory(digest));
  await expect(directoryArtifacts({ root }).directory(digest)).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
  await directoryArtifacts({ root }).push(files);
  await directoryArtifacts({ root }).directory(digest);
});

test("a full disk is NO_SPACE, and nothing of the push stays", async () => {
  const root = await makeRoot();
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const artifacts = directoryArtifacts({ root, writeFile: async () => await Promise.reject(full) });
  await expect(artifacts.push(files)).rejects.toMatchObject({ code: "NO_SPACE" });
  expect(await readdir(join(root, "drafts"))).toEqual([]);
});

test("what a killed push left is deleted a day later", async () => {
  const root = await makeRoot();
  const artifacts = directoryArtifacts({ root });
  await artifacts.push(files);
  await writeFile(join(root, "drafts", "left"), "");
  await writeFile(join(root, "drafts", "new"), "");
  await utimes(join(root, "drafts", "left"), 0, 0);
  await artifacts.push(files);
  expect(await readdir(join(root, "drafts"))).toEqual(["new"]);
});

test("a failure of the source of the files is passed on, and nothing stays", async () => {
  const root = await makeRoot();
  async function* broken() {
    yield* files;
    throw new Error("the connection broke");
  }
  await expect(directoryArtifacts({ root }).push(broken())).rejects.toThrow("the connection broke");
  expect(await readdir(join(root, "drafts"))).toEqual([]);
});

/** Works in a directory that is sealed, and seals it again. */
async function loosen(path: string, work: () => Promise<void>): Promise<void> {
  await chmod(join(path, "lib"), 0o755);
  await work();
  await chmod(join(path, "lib"), 0o555);
}

async function replace(path: string, text: string): Promise<void> {
  await chmod(path, 0o644);
  await writeFile(path, text);
  await chmod(path, 0o444);
}
