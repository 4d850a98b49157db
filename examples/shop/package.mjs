// Writes the artifact directories of one version: api/ and web/, with the files of each releases/<version>/ up to it laid
// over them, in the order of the versions.
//
//   node examples/shop/package.mjs 1.1.0 [DIRECTORY]      default: examples/shop/dist/1.1.0
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const shop = import.meta.dirname;

/** The artifacts of a release of the shop. */
export const ARTIFACTS = ["api", "web"];

/** The versions of the shop, oldest first. */
export const VERSIONS = ["1.0.0", ...readdirSync(join(shop, "releases"))].sort((one, other) =>
  one.localeCompare(other, "en", { numeric: true }),
);

/** Writes `directory`/api and `directory`/web of a version, replacing what was there. 1.0.0 has nothing laid over it. */
export function packageRelease(version, directory) {
  const changes = VERSIONS.slice(1, VERSIONS.indexOf(version) + 1);
  for (const artifact of ARTIFACTS) {
    const target = join(directory, artifact);
    const layers = [join(shop, artifact), ...changes.map((change) => join(shop, "releases", change, artifact))];
    rmSync(target, { recursive: true, force: true });
    for (const layer of layers) if (existsSync(layer)) cpSync(layer, target, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , version, directory = join(shop, "dist", version ?? "")] = process.argv;
  if (!VERSIONS.includes(version)) {
    process.stderr.write(`usage: node package.mjs VERSION [DIRECTORY], with VERSION one of ${VERSIONS.join(", ")}\n`);
    process.exit(2);
  }
  packageRelease(version, directory);
  process.stdout.write(ARTIFACTS.map((artifact) => `${join(directory, artifact)}\n`).join(""));
}
