import { spawn } from "node:child_process";

/** How to run a command to its end. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Ends it with SIGTERM. */
  readonly signal?: AbortSignal | undefined;
  /** Told each piece of output and errors as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** What a command said and how it ended; `code` is absent when a signal ended it. */
export interface CommandResult {
  readonly code?: number;
  readonly stdout: string;
  /** Output and errors together, in the order in which they came. */
  readonly output: string;
}

/** Runs a command without a shell to its end. A code other than 0 is a result; only a command that cannot be started throws. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { onOutput, signal, ...options }: RunOptions = {},
): Promise<CommandResult> {
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      ...(signal === undefined ? {} : { signal }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      onOutput?.(text);
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ stdout, output, ...(code === null ? {} : { code }) }));
  });
}

/** The last lines of an output, for a message; 5 by default. */
export function lastLines(text: string, count = 5): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
