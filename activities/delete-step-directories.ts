import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How directories of steps are cleared away. */
export interface StepDirectories {
  /** Holds a directory for each operation. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const KEPT_MS = 7 * 86_400_000;
const EVERY_MS = 3_600_000;

/** Deletes what steps of long ago have left, every hour until the signal: logs and copies of operations that ended a week before. */
export async function deleteStepDirectories(directories: StepDirectories): Promise<void> {
  const { signal, onError } = directories;
  while (!signal.aborted) {
    await deleteOld(directories).catch(onError);
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function deleteOld({ root, now }: StepDirectories): Promise<void> {
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names) {
    const path = join(root, name);
    if (now() - (await newestMs(path)) > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

/** When anything in an operation's directory was last made, epoch milliseconds. */
async function newestMs(path: string): Promise<number> {
  const inside = (await readdir(path)).map((name) => join(path, name));
  const times = await Promise.all([path, ...inside].map(async (one) => (await stat(one)).mtimeMs));
  return Math.max(...times);
}
