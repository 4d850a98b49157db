import { copyFile, rename, rm, stat, truncate } from "node:fs/promises";
import type { RunDirectory } from "./run-directory.ts";
import { hasSystemCode, ifThere } from "./system-errors.ts";

const BYTES_MAX = 10 * 1024 * 1024;

/**
 * Keeps a run's log below 10 MiB, and as much of what came before.
 *
 * The process holds the file open, so it cannot be renamed away: it is copied and emptied, and what is written between
 * the two is lost. The process appends, so it goes on at the new end.
 */
export async function capLog(run: RunDirectory): Promise<void> {
  const found = await ifThere(stat(run.log));
  if (found === undefined || found.size <= BYTES_MAX) return;
  await keepOlder(run);
  await ifThere(truncate(run.log));
}

async function keepOlder(run: RunDirectory): Promise<void> {
  const draft = `${run.olderLog}.draft`;
  try {
    await ifThere(copyFile(run.log, draft));
    await ifThere(rename(draft, run.olderLog));
  } catch (error) {
    // On a full disk the older part is given up, so that the newer has room.
    if (!hasSystemCode(error, "ENOSPC", "EDQUOT")) throw error;
    await rm(draft, { force: true });
  }
}
