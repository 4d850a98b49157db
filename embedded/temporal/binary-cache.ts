import { join } from "node:path";
import { isProgram } from "../process/find-on-path.ts";
import { type Made, makeProgram } from "../process/make-program.ts";
import { askTemporalVersion } from "./temporal-version.ts";
import type { WayAnswer } from "./way.ts";

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
 * Has a binary made and puts it into the cache in one step, so that the cache never holds a part of one. Call it with the
 * lock of the cache. `make` is given an empty folder, and answers the path of what it made or the reason why it could not.
 */
export async function fillCache(
  target: { readonly cacheDir: string; readonly version: string },
  make: (folder: string) => Promise<Made>,
): Promise<WayAnswer> {
  const path = cachedBinaryPath(target.cacheDir, target.version);
  const result = await makeProgram(path, make, async (made) => {
    const asked = await askTemporalVersion(made);
    return "problem" in asked ? asked.problem : undefined;
  });
  return "problem" in result
    ? { answer: "passed over", why: result.problem }
    : await findCached(target.cacheDir, target.version);
}
