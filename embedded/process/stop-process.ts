import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessIdentity } from "./process-identity.ts";
import { hasCode } from "./read-if-present.ts";

/** How a process is asked to end, and for how long before it is made to. */
export interface StopOptions {
  /** `SIGTERM` by default. */
  readonly askWith?: NodeJS.Signals;
  /** `SIGKILL` by default. */
  readonly forceWith?: NodeJS.Signals;
  /** Milliseconds between asking and forcing; 10,000 by default. */
  readonly withinMs?: number;
}

const FORCED_WITHIN_MS = 10_000;

/** Ends exactly that process and returns once it is gone, at once when it was. Says whether force was needed. */
export async function stopProcess(identity: ProcessIdentity, options: StopOptions = {}): Promise<"ended" | "forced"> {
  const { askWith = "SIGTERM", forceWith = "SIGKILL", withinMs = 10_000 } = options;
  sendSignal(identity, askWith);
  if (await isGoneWithin(identity, withinMs)) return "ended";
  sendSignal(identity, forceWith);
  if (await isGoneWithin(identity, FORCED_WITHIN_MS)) return "forced";
  throw new Error(`process ${identity.pid} is still there ${FORCED_WITHIN_MS} ms after ${forceWith}`);
}

/** Sends a signal to exactly that process; nothing happens when it is gone. */
export function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error; // ESRCH: it ended between the look and the signal.
  }
}

async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isAlive(identity)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}
