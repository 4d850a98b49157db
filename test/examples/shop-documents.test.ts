import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Document, type ReleaseDocument } from "../../domain/schema/documents.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const packaged = mkdtempSync(join(tmpdir(), "holdfast-shop-"));
afterAll(() => rmSync(packaged, { recursive: true }));

const documentsOf = (file: string) =>
  parseAllDocuments(readFileSync(join(shop, file), "utf8")).map((document) => Document.parse(document.toJS()));

const releaseOf = (file: string): ReleaseDocument => {
  const release = documentsOf(file).find((document) => document.kind === "Release");
  if (release === undefined) throw new Error(`${file} holds no release`);
  return release;
};

/** As the definition of an artifact's digest says; written again here, so that a mistake in the script shows. */
function digestOf(directory: string): string {
  const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
  const lines = readdirSync(directory).map((path) => {
    const { mode, size } = statSync(join(directory, path));
    return {
      path,
      line: `${mode & 0o100 ? "755" : "644"} ${sha256(readFileSync(join(directory, path)))} ${size} ${path}\n`,
    };
  });
  const sorted = lines.toSorted((one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)));
  return `sha256:${sha256(sorted.map(({ line }) => line).join(""))}`;
}

test.each([
  { file: "shop.yaml", kinds: ["Project", "Blueprint", "Release"], names: ["shop", "shop", "1.0.0"] },
  { file: "release-1.1.0.yaml", kinds: ["Release"], names: ["1.1.0"] },
  { file: "environments.yaml", kinds: Array(3).fill("Environment"), names: ["shop-dev", "shop-staging", "shop-prod"] },
  { file: "scratch.yaml", kinds: ["Environment"], names: ["shop-scratch"] },
])("$file holds the documents it should", ({ file, kinds, names }) => {
  const documents = documentsOf(file);
  expect(documents.map(({ kind }) => kind)).toEqual(kinds);
  expect(documents.map(({ metadata }) => ("name" in metadata ? metadata.name : metadata.version))).toEqual(names);
});

test.each([
  { version: "1.0.0", file: "shop.yaml" },
  { version: "1.1.0", file: "release-1.1.0.yaml" },
])("release $version names the digests of the artifacts as they are", ({ version, file }) => {
  const directory = join(packaged, version);
  execFileSync(process.execPath, [join(shop, "package.mjs"), version, directory]);
  const digests = Object.fromEntries(["api", "web"].map((name) => [name, { digest: digestOf(join(directory, name)) }]));
  expect(releaseOf(file).spec.artifacts, "to update: node examples/shop/update-digests.mjs").toEqual(digests);
});

test("the artifacts of 1.0.0 are the directories api and web as they lie in the repository", () => {
  const digests = Object.fromEntries(["api", "web"].map((name) => [name, { digest: digestOf(join(shop, name)) }]));
  expect(releaseOf("shop.yaml").spec.artifacts).toEqual(digests);
});

test("two releases of the shop share the blueprint and no artifact", () => {
  const [first, second] = [releaseOf("shop.yaml").spec, releaseOf("release-1.1.0.yaml").spec];
  expect(second.blueprint).toBe(first.blueprint);
  expect(second.artifacts["api"]).not.toEqual(first.artifacts["api"]);
  expect(second.artifacts["web"]).not.toEqual(first.artifacts["web"]);
});
