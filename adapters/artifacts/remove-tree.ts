import { chmod, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { unlessMissing } from "../files/system-errors.ts";

/** Deletes a tree whose directories may be read-only; the absent counts as deleted. */
export async function removeTree(root: string): Promise<void> {
  // Only the superuser deletes out of a read-only directory. Therefore the right to write comes first, from the top down.
  await makeWritable(root);
  await rm(root, { recursive: true, force: true });
}

async function makeWritable(directory: string): Promise<void> {
  const isThere = await unlessMissing(
    chmod(directory, 0o755).then(() => true),
    false,
  );
  if (!isThere) return;
  const entries = await unlessMissing(readdir(directory, { withFileTypes: true }), []);
  for (const entry of entries) {
    if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  }
}

/** Deletes the trees in a directory that nobody has touched for so long; the absent directory holds none. */
export async function removeOldTrees(directory: string, olderThanMs: number): Promise<void> {
  const names = await unlessMissing(readdir(directory), []);
  for (const name of names) {
    const changedAt = await unlessMissing(
      stat(join(directory, name)).then(({ mtimeMs }) => mtimeMs),
      Infinity,
    );
    if (Date.now() - changedAt > olderThanMs) await removeTree(join(directory, name));
  }
}
