import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunDirectory } from "./run-directory.ts";
import { ifThere } from "./system-errors.ts";

/** How a run ended: by itself with a code, by a signal, or because its time was over. */
export type ExitNote = { readonly code: number } | { readonly signal: string } | { readonly isTimeout: true };

const NOTED_WITHIN_MS = 250;
const LOOK_EVERY_MS = 10;

/** What stands in the exit file of a run whose time was over. */
export const TIMEOUT = "timeout\n";

/** How a run ended; undefined while it runs, and when nobody could see it. */
export async function readExit(run: RunDirectory): Promise<ExitNote | undefined> {
  const text = (await ifThere(readFile(run.exit, "utf8"))) ?? "";
  // Without its line feed it is still being written.
  if (text === TIMEOUT) return { isTimeout: true };
  if (/^\d+\n$/.test(text)) return { code: Number(text) };
  return /^SIG[A-Z0-9]+\n$/.test(text) ? { signal: text.trim() } : undefined;
}

/**
 * How a run whose process is gone ended. Whoever launched it writes that down a moment after the death, so a look may
 * be quicker; undefined when nothing was written within a quarter of a second, as when the launcher is gone too.
 */
export async function readExitSoon(run: RunDirectory): Promise<ExitNote | undefined> {
  const until = Date.now() + NOTED_WITHIN_MS;
  for (;;) {
    const note = await readExit(run);
    if (note !== undefined || Date.now() >= until) return note;
    await sleep(LOOK_EVERY_MS);
  }
}

/** How a run ended, for people: `exit code 1`, `SIGKILL`, or `nobody saw how`. */
export function describeExit(note: ExitNote | undefined): string {
  if (note === undefined) return "nobody saw how";
  if ("isTimeout" in note) return "its time was over";
  return "code" in note ? `exit code ${note.code}` : note.signal;
}
