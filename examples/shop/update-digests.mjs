// Writes the digests of the artifacts into the release documents. Run it after each change in api/, web/ or releases/:
//
//   node examples/shop/update-digests.mjs
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { ARTIFACTS, packageRelease } from "./package.mjs";

const FILE_BY_VERSION = { "1.0.0": "shop.yaml", "1.1.0": "release-1.1.0.yaml", "1.2.0": "release-1.2.0.yaml" };

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** The digest `holdfast artifact push` gives a directory: of one line per file, sorted by path in byte order. */
function digestDirectory(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const lines = files.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const mode = statSync(file).mode & 0o100 ? "755" : "644";
    const content = readFileSync(file);
    const path = relative(directory, file).split(sep).join("/");
    return { path: Buffer.from(path), line: `${mode} ${sha256(content)} ${content.length} ${path}\n` };
  });
  lines.sort((one, other) => Buffer.compare(one.path, other.path));
  return `sha256:${sha256(lines.map(({ line }) => line).join(""))}`;
}

for (const [version, name] of Object.entries(FILE_BY_VERSION)) {
  const file = join(import.meta.dirname, name);
  const directory = mkdtempSync(join(tmpdir(), "shop-"));
  packageRelease(version, directory);
  let text = readFileSync(file, "utf8");
  for (const artifact of ARTIFACTS) {
    const digest = digestDirectory(join(directory, artifact));
    text = text.replace(new RegExp(`(\\b${artifact}: \\{ digest: )"[^"]*"`), `$1"${digest}"`);
    process.stdout.write(`${version} ${artifact} ${digest}\n`);
  }
  writeFileSync(file, text);
  rmSync(directory, { recursive: true });
}
