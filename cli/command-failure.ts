import { EXIT, type ExitCode } from "./exit-codes.ts";

/** A failure that people are told about in a few lines: what, why, and what to type next. Anything else thrown is a bug. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  /** What the process exits with; 1 by default. */
  readonly exitCode: ExitCode;
  /** Next steps, one per line; empty when there is nothing sensible to say. */
  readonly hints: readonly string[];

  constructor(message: string, options: { exitCode?: ExitCode; hints?: readonly string[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.error;
    this.hints = options.hints ?? [];
  }
}

/** The person pressed Ctrl-C. `lines` say what goes on and how to come back; empty when nothing does. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super("interrupted");
    this.lines = lines;
  }
}

/** A failure of how the command was called: exit code 2. */
export function usageFailure(message: string, ...hints: string[]): CommandFailure {
  return new CommandFailure(message, { exitCode: EXIT.usage, hints });
}

/** What was named does not exist: exit code 3. */
export function notFoundFailure(message: string, ...hints: string[]): CommandFailure {
  return new CommandFailure(message, { exitCode: EXIT.notFound, hints });
}
