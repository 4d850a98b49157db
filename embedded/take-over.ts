import { identityOf, isAlive } from "./process/process-identity.ts";
import { acquireStateLock, StateLockHeld, type StateLock } from "./process/state-lock.ts";
import { waitUntil } from "./process/wait-until.ts";

const STOP_WITHIN_MS = 60_000;

/** The lock of a state directory, after its supervisor was asked to stop and has; tells whether one ran. */
export async function takeOver(stateDir: string): Promise<{ readonly lock: StateLock; readonly wasRunning: boolean }> {
  try {
    return { lock: await acquireStateLock(stateDir), wasRunning: false };
  } catch (error) {
    if (!(error instanceof StateLockHeld)) throw error;
    const owner = identityOf(error.ownerPid);
    if (owner !== undefined) {
      process.kill(owner.pid, "SIGTERM");
      const what = `process ${owner.pid} stops`;
      await waitUntil(async () => !isAlive(owner), { what, limitMs: STOP_WITHIN_MS, everyMs: 100 });
    }
    return { lock: await acquireStateLock(stateDir), wasRunning: true };
  }
}
