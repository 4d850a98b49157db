import { setTimeout as sleep } from "node:timers/promises";
import { tryFileLock, type FileLock } from "./file-lock.ts";

/** How to wait for a lock. */
export interface LockWait {
  /** Told about every ten seconds, the first time at once, that another process has the lock. */
  readonly onWait?: (ownerPid: number, waitedMs: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const LOOK_EVERY_MS = 100;
const TELL_EVERY_MS = 10_000;

/** Does the work while it holds the lock in the folder `path`, and waits for its turn without limit. @throws the signal's reason */
export async function withFileLock<T>(path: string, work: () => Promise<T>, wait: LockWait = {}): Promise<T> {
  const lock = await takeLock(path, wait);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function takeLock(path: string, { onWait, signal }: LockWait): Promise<FileLock> {
  const since = Date.now();
  let tellAt = since;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await tryFileLock(path);
    if (answer.kind === "acquired") return answer.lock;
    if (Date.now() >= tellAt) {
      onWait?.(answer.owner.pid, Date.now() - since);
      tellAt = Date.now() + TELL_EVERY_MS;
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}
