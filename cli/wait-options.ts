import type { Command } from "commander";
import { parseDuration } from "./parse-duration.ts";

/** The options that say whether a command watches what it has started. */
export interface WaitOptions {
  readonly wait?: true;
  readonly timeout: string;
}

/** Adds `--wait` and `--timeout`. */
export function withWait(command: Command, what: string): Command {
  return command
    .option("--wait", what)
    .option("--timeout <DURATION>", "how long --wait waits; what goes on then goes on", "30m");
}

/** Milliseconds to watch; undefined to return at once. @throws CommandFailure with exit code 2 */
export function waitMsOf({ wait, timeout }: WaitOptions): number | undefined {
  const timeoutMs = parseDuration(timeout);
  return wait === true ? timeoutMs : undefined;
}
