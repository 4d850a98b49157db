import { setTimeout as sleep } from "node:timers/promises";
import type { ChildNotes } from "./child-notes.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { spawnNoted, type ChildCommand, type ChildExit } from "./spawn-noted.ts";
import { stopProcess, type StopOptions } from "./stop-process.ts";

/** What happens to a supervised child. */
export type ChildEvent =
  | { readonly what: "started"; readonly role: string; readonly pid: number }
  | { readonly what: "exited"; readonly role: string; readonly exit: ChildExit; readonly wasAsked: boolean }
  | { readonly what: "failed to start"; readonly role: string; readonly error: unknown }
  | { readonly what: "restarting"; readonly role: string; readonly inMs: number };

/** What supervising needs besides the command. */
export interface Supervision {
  readonly notes: ChildNotes;
  readonly onEvent?: (event: ChildEvent) => void;
  /** How it is stopped; SIGTERM, and SIGKILL after 10 s, by default. */
  readonly stop?: StopOptions;
}

/** A child that is started again whenever it ends without being asked. */
export interface SupervisedChild {
  readonly role: string;
  /** Its pid; absent between two lives. */
  pid(): number | undefined;
  /** Stops it for good and returns once it is gone. May be called more than once. */
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;
const HEALTHY_LIFE_MS = 10_000;

/** The wait before the next start: doubles from 200 ms to 5 s, and begins anew after a life of 10 s. */
export function nextDelayMs(lastDelayMs: number, livedMs: number): number {
  if (lastDelayMs === 0 || livedMs >= HEALTHY_LIFE_MS) return FIRST_DELAY_MS;
  return Math.min(lastDelayMs * 2, LONGEST_DELAY_MS);
}

/** Starts a child and keeps it running until it is stopped; every start, end and restart is told to `onEvent`. */
export function superviseChild(child: ChildCommand, supervision: Supervision): SupervisedChild {
  const { role } = child;
  const { notes, onEvent = () => undefined } = supervision;
  const stopping = new AbortController();
  let current: ProcessIdentity | undefined;

  async function liveOnce(): Promise<void> {
    const { identity, exited } = await spawnNoted(child, notes);
    current = identity;
    onEvent({ what: "started", role, pid: identity.pid });
    if (stopping.signal.aborted) await stopProcess(identity, supervision.stop); // Asked while it was being started.
    const exit = await exited.finally(() => (current = undefined));
    onEvent({ what: "exited", role, exit, wasAsked: stopping.signal.aborted });
  }

  async function keepAlive(): Promise<void> {
    let delayMs = 0;
    while (!stopping.signal.aborted) {
      const sinceMs = Date.now();
      await liveOnce().catch((error: unknown) => onEvent({ what: "failed to start", role, error }));
      if (stopping.signal.aborted) return;
      delayMs = nextDelayMs(delayMs, Date.now() - sinceMs);
      onEvent({ what: "restarting", role, inMs: delayMs });
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined); // Cut short by stop().
    }
  }

  const ended = keepAlive();
  return {
    role,
    pid: () => current?.pid,
    async stop() {
      stopping.abort();
      if (current !== undefined) await stopProcess(current, supervision.stop);
      await ended;
    },
  };
}
