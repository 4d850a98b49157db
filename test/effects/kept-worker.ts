import { setTimeout as sleep } from "node:timers/promises";
import type { ChildNotes } from "../../embedded/process/child-notes.ts";
import { spawnNoted, type ChildCommand, type RunningChild } from "../../embedded/process/spawn-noted.ts";

/** A worker process that is started again at once whenever it ends, however often that is. */
export interface KeptWorker {
  /** Ends it with SIGKILL, and resolves when it is gone. The next one is started by itself. */
  kill(): Promise<void>;
  /** How many processes it has been. */
  lives(): number;
  /** Ends it for good. */
  stop(): Promise<void>;
}

const PAUSE_MS = 50;

/** Keeps a worker. `variables` are asked for before each life, and go over those of the command. */
export function keptWorker(
  command: ChildCommand,
  { notes, variables }: { readonly notes: ChildNotes; readonly variables: () => NodeJS.ProcessEnv },
): KeptWorker {
  let current: RunningChild | undefined;
  let isStopping = false;
  let lives = 0;

  async function keepAlive(): Promise<void> {
    while (!isStopping) {
      current = await spawnNoted({ ...command, env: { ...command.env, ...variables() } }, notes);
      lives += 1;
      await current.exited;
      current = undefined; // Its pid may soon be somebody else's.
      await sleep(PAUSE_MS);
    }
  }

  async function kill(): Promise<void> {
    const dying = current;
    if (dying === undefined) return;
    try {
      process.kill(dying.identity.pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
    await dying.exited;
  }

  const ended = keepAlive();
  ended.catch(() => undefined); // Told by stop().
  return {
    kill,
    lives: () => lives,
    async stop() {
      isStopping = true;
      await kill();
      await ended;
    },
  };
}
