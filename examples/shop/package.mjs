// Writes the artifact directories of one version: api/ and web/, with the files of releases/<version>/ laid over them.
//
//   node examples/shop/package.mjs 1.1.0 [DIRECTORY]      default: examples/shop/dist/1.1.0
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const shop = import.meta.dirname;

/** The artifacts of a release of the shop. */
export const ARTIFACTS = ["api", "web"];

/** Writes `directory`/api and `directory`/web of a version, replacing what was there. 1.0.0 has nothing laid over it. */
export function packageRelease(version, directory) {
  const changes = join(shop, "releases", version);
  for (const artifact of ARTIFACTS) {
    const target = join(directory, artifact);
    rmSync(target, { recursive: true, force: true });
    cpSync(join(shop, artifact), target, { recursive: true });
    if (existsSync(join(changes, artifact))) cpSync(join(changes, artifact), target, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const versions = ["1.0.0", ...readdirSync(join(shop, "releases"))];
  const [, , version, directory = join(shop, "dist", version ?? "")] = process.argv;
  if (!versions.includes(version)) {
    process.stderr.write(`usage: node package.mjs VERSION [DIRECTORY], with VERSION one of ${versions.join(", ")}\n`);
    process.exit(2);
  }
  packageRelease(version, directory);
  process.stdout.write(ARTIFACTS.map((artifact) => `${join(directory, artifact)}\n`).join(""));
}
