import type { Log } from "../http/log.ts";
import { type Bell, createBell } from "./bell.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** A loop that runs until it is stopped. */
export interface WokenLoop {
  /** What its last act failed with; undefined when that succeeded. */
  readonly fault: () => Error | undefined;
  /** Resolves when its signal aborted and its last act ended. Never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Acts whenever the bell rang, at least each second, and until there is nothing left (`act` answers whether it did
 * anything). A failed act is tried again after 100 ms, doubling to 2 s; each new reason is logged once.
 */
export function runWoken(loop: {
  readonly name: string;
  readonly bell: Bell;
  readonly act: () => Promise<boolean>;
  readonly log: Log;
  readonly signal: AbortSignal;
}): WokenLoop {
  let fault: Error | undefined;
  const silence = createBell();
  const run = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; !loop.signal.aborted;) {
      const heard = loop.bell.count();
      try {
        const hasActed = await loop.act();
        fault = undefined;
        pauseMs = FIRST_PAUSE_MS;
        if (!hasActed) await loop.bell.wait(heard, { ms: 1_000, signal: loop.signal });
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        if (failure.message !== fault?.message) loop.log.error(`${loop.name} failed and goes on trying`, failure);
        fault = failure;
        await silence.wait(0, { ms: pauseMs, signal: loop.signal });
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  };
  return { fault: () => fault, ended: run() };
}
