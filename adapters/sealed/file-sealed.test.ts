import { cp, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sealedContract } from "../../test/contracts/sealed.ts";
import { base32 } from "./base32.ts";
import { fileSealed } from "./file-sealed.ts";

const directories: string[] = [];

async function makePlace() {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-sealed-"));
  directories.push(directory);
  return { root: join(directory, "sealed"), keyFile: join(directory, "cell.key") };
}

afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

sealedContract("fileSealed()", async () => await fileSealed(await makePlace()));

test.each([
  { text: "", want: "" },
  { text: "f", want: "my" },
  { text: "fo", want: "mzxq" },
  { text: "foo", want: "mzxw6" },
  { text: "foob", want: "mzxw6yq" },
  { text: "fooba", want: "mzxw6ytb" },
  { text: "foobar", want: "mzxw6ytboi" },
])('base32() of "$text" is that of RFC 4648', ({ text, want }) => {
  expect(base32(Buffer.from(text))).toBe(want);
});

test("the same key file gives the same values, hashes and tokens again", async () => {
  const place = await makePlace();
  const first = await fileSealed(place);
  await first.seal("c1", { url: "x" });
  const second = await fileSealed(place);
  expect(await second.unseal("c1")).toEqual({ url: "x" });
  expect(second.token(["a"])).toBe(first.token(["a"]));
});

test("of many that make the key at once all get the same", async () => {
  const place = await makePlace();
  const all = await Promise.all(Array.from({ length: 10 }, async () => await fileSealed(place)));
  expect(new Set(all.map((sealed) => sealed.keyedHash("a"))).size).toBe(1);
});

test("nothing of a value can be read in its file, and only its owner can read that", async () => {
  const { root, keyFile } = await makePlace();
  const sealed = await fileSealed({ root, keyFile });
  await sealed.seal("c1", { url: "canary" });
  const [file = ""] = await readdir(join(root, "c1"));
  expect((await readFile(join(root, "c1", file))).toString("latin1")).not.toContain("canary");
  for (const path of [keyFile, join(root, "c1", file)]) expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(root, "c1"))).mode & 0o777).toBe(0o700);
});

test("a value moved to another component, or changed, is refused", async () => {
  const { root, keyFile } = await makePlace();
  const sealed = await fileSealed({ root, keyFile });
  await sealed.seal("c1", { url: "canary", user: "x" });
  await cp(join(root, "c1"), join(root, "c2"), { recursive: true });
  await expect(sealed.unseal("c2")).rejects.toThrow("was changed or belongs to another key");
  const [first = "", second = ""] = await readdir(join(root, "c1"));
  await rename(join(root, "c1", first), join(root, "c1", second));
  await expect(sealed.unseal("c1")).rejects.toThrow("was changed or belongs to another key");
});

test("a key file of another length is refused", async () => {
  const place = await makePlace();
  await writeFile(place.keyFile, "short");
  await expect(fileSealed(place)).rejects.toThrow("has 5 bytes, not 32");
});

test.each(["..", "a/b", ""])('the uid "%s" is refused', async (uid) => {
  const sealed = await fileSealed(await makePlace());
  await expect(sealed.unseal(uid)).rejects.toThrow("is no path");
});
