import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openChildNotes, type ChildNotes, type NotedChild } from "./child-notes.ts";
import { tryFileLock } from "./file-lock.ts";
import { stopProcess } from "./stop-process.ts";

// Nothing that we run depends on an orderly end: who starts again must not wait for what a dead owner left.
const LEFT_BEHIND = { withinMs: 1_000 };

/** The right to be the one supervisor of a state directory. */
export interface StateLock {
  /** What this supervisor, and the ones before it, have running. */
  readonly children: ChildNotes;
  /** The pid of the supervisor that died without releasing the lock; absent when the one before ended well. */
  readonly deadOwnerPid?: number;
  /** Gives the directory back. */
  release(): Promise<void>;
}

/** Another supervisor runs on the state directory. */
export class StateLockHeld extends Error {
  override readonly name = "StateLockHeld";
  readonly ownerPid: number;

  constructor(stateDir: string, ownerPid: number) {
    super(`process ${ownerPid} already runs Holdfast on "${stateDir}": use that one, or stop it first`);
    this.ownerPid = ownerPid;
  }
}

/**
 * Becomes the one supervisor of a state directory, which is made (mode 0700) when missing. The lock of a dead owner is
 * taken over: call `stopProvenChildren` before you open any file of the directory. @throws StateLockHeld
 */
export async function acquireStateLock(stateDir: string): Promise<StateLock> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const answer = await tryFileLock(join(stateDir, "supervisor.lock"));
  if (answer.kind === "held") throw new StateLockHeld(stateDir, answer.owner.pid);
  const { deadOwner } = answer.lock;
  const lock = { children: await openChildNotes(stateDir), release: async () => await answer.lock.release() };
  return deadOwner === undefined ? lock : { ...lock, deadOwnerPid: deadOwner.pid };
}

/** Stops what earlier supervisors left running (asked first, forced after a second) and returns it. Others' processes are safe. */
export async function stopProvenChildren({ children }: StateLock): Promise<readonly NotedChild[]> {
  const left = children.alive();
  await Promise.all(
    left.map(async ({ identity }) => {
      await stopProcess(identity, LEFT_BEHIND);
      await children.forget(identity);
    }),
  );
  return left;
}
