import { setTimeout as sleep } from "node:timers/promises";

/** How long to wait, how often to look, and what to say when it was in vain. */
export interface WaitOptions {
  /** What is waited for, as the end of the error "waited … in vain until …". */
  readonly what: string;
  readonly limitMs: number;
  /** Milliseconds between two looks; 50 by default. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks again and again until the look gives something other than `undefined` or `false`, and returns that.
 *
 * Throws an `Error` that names `what` when the limit has passed, and the signal's reason when it is aborted.
 */
export async function waitUntil<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { what, limitMs, everyMs = 50, signal }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() >= deadline) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await sleep(everyMs, undefined, { signal });
  }
}
