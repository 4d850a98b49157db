import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isProgram } from "../process/find-on-path.ts";
import { askTemporalVersion } from "./temporal-version.ts";
import type { WayAnswer } from "./way.ts";

const UNFINISHED = "making-";

/** Where the cached binary of a version lies for this platform, there or not. */
export function cachedBinaryPath(cacheDir: string, version: string): string {
  return join(cacheDir, `${version}-${process.platform}-${process.arch}`, "temporal");
}

/** Finds the cached binary of a version, and makes sure that it runs. */
export async function findCached(cacheDir: string, version: string): Promise<WayAnswer> {
  const path = cachedBinaryPath(cacheDir, version);
  if (!(await isProgram(path))) return { answer: "passed over", why: `"${path}" is not there yet` };
  const asked = await askTemporalVersion(path);
  if ("problem" in asked) return { answer: "passed over", why: asked.problem };
  return { answer: "found", server: { kind: "binary", path, version: asked.version.cli } };
}

/**
 * Has a binary made in an empty folder of its own and puts it into the cache in one step, so that the cache never holds a
 * part of one. Call it with the lock of the cache. `make` answers the path of what it made, or the reason why it could not.
 */
export async function fillCache(
  target: { readonly cacheDir: string; readonly version: string },
  make: (folder: string) => Promise<{ readonly made: string } | { readonly problem: string }>,
): Promise<WayAnswer> {
  const path = cachedBinaryPath(target.cacheDir, target.version);
  await removeUnfinished(dirname(path));
  const folder = await mkdtemp(join(dirname(path), UNFINISHED));
  try {
    const result = await make(folder);
    if ("problem" in result) return { answer: "passed over", why: result.problem };
    await chmod(result.made, 0o755);
    const asked = await askTemporalVersion(result.made);
    if ("problem" in asked) return { answer: "passed over", why: asked.problem };
    await rename(result.made, path);
    return { answer: "found", server: { kind: "binary", path, version: asked.version.cli } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const left = (await readdir(folder)).filter((name) => name.startsWith(UNFINISHED)); // By one that was killed.
  await Promise.all(left.map(async (name) => await rm(join(folder, name), { recursive: true, force: true })));
}
