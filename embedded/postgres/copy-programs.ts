import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { isProgram } from "../process/find-on-path.ts";
import { hasCode } from "../process/read-if-present.ts";
import { withFileLock } from "../process/with-file-lock.ts";

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Copies the `native` folder of an embedded PostgreSQL package to a place of its own, once, and answers that place.
 *
 * Servers outlive us, and the next `npm ci` removes what they would load. Therefore they never run from `node_modules`.
 * The copy can be read by every user.
 */
export async function copyPrograms(native: string, target: string): Promise<string> {
  if (await isProgram(join(target, "bin", "postgres"))) return target;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  return await withFileLock(`${target}.lock`, async () => {
    if (await isProgram(join(target, "bin", "postgres"))) return target;
    const draft = `${target}.draft`;
    await rm(draft, { recursive: true, force: true }); // Of one that was killed.
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await makeSymlinks(draft);
    await letEveryoneRead(draft);
    await rename(draft, target);
    return target;
  });
}

/** npm packages hold no symbolic links, so the package lists those that its libraries need. Its paths begin with `native/`. */
async function makeSymlinks(folder: string): Promise<void> {
  const listed = Symlinks.parse(JSON.parse(await readFile(join(folder, "pg-symlinks.json"), "utf8")));
  for (const { source, target } of listed) {
    const link = join(folder, target.replace(/^native\//, ""));
    try {
      await symlink(basename(source), link);
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error; // The package's own script has made it already.
    }
  }
}

async function letEveryoneRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const isRunnable = basename(entry.parentPath) === "bin" || entry.isDirectory();
    if (!entry.isSymbolicLink()) await chmod(path, isRunnable ? 0o755 : 0o644);
  }
}
