import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

const UNFINISHED = "making-";

/** Where something was made, or the reason why it could not be. */
export type Made = { readonly made: string } | { readonly problem: string };

/**
 * Has a program made in an empty folder of its own and puts it at `path` in one step, so that never a part of one lies
 * there. Call it with a lock on the folder of `path`. `check` answers what is wrong with what was made, or undefined.
 */
export async function makeProgram(
  path: string,
  make: (folder: string) => Promise<Made>,
  check: (made: string) => Promise<string | undefined>,
): Promise<Made> {
  await removeUnfinished(dirname(path));
  const folder = await mkdtemp(join(dirname(path), UNFINISHED));
  try {
    const result = await make(folder);
    if ("problem" in result) return result;
    await chmod(result.made, 0o755);
    const problem = await check(result.made);
    if (problem !== undefined) return { problem };
    await rename(result.made, path);
    return { made: path };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const left = (await readdir(folder)).filter((name) => name.startsWith(UNFINISHED)); // By one that was killed.
  await Promise.all(left.map(async (name) => await rm(join(folder, name), { recursive: true, force: true })));
}
