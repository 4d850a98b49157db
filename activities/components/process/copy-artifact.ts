import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hasSystemCode } from "./system-errors.ts";

/**
 * Copies an artifact's directory for one run, whole or not at all: what a process writes beside its files is its own,
 * and the artifact stays as it was pushed. Nothing happens when the copy is there.
 */
export async function copyArtifact(source: string, target: string): Promise<void> {
  const draft = `${target}.${randomUUID()}.draft`;
  try {
    await copyTree(source, draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Whoever launches the same run at the same moment has made it already.
    if (!hasSystemCode(error, "ENOTEMPTY", "EEXIST")) throw error;
  }
}

async function copyTree(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o755 });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      await copyTree(from, to);
      continue;
    }
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    const isExecutable = ((await stat(from)).mode & 0o100) !== 0;
    await chmod(to, isExecutable ? 0o755 : 0o644);
  }
}
