import { CommanderError } from "commander";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { buildProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

/** Runs the command line and answers the exit code. */
async function run(words: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { program, session } = buildProgram(processTerminal(), signal);
  try {
    await program.parseAsync([...helpWords(words)], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error);
    const { reportFailure } = await import("./report-failure.ts");
    return await reportFailure(error, session);
  }
}

/** `holdfast help apply` and a bare `holdfast` mean `--help`. */
function helpWords(words: readonly string[]): readonly string[] {
  if (words.length === 0) return ["--help"];
  return words[0] === "help" ? [...words.slice(1), "--help"] : words;
}

// commander has printed it already.
function exitCodeOf({ code }: CommanderError): ExitCode {
  return code === "commander.helpDisplayed" ? EXIT.ok : EXIT.usage;
}

/** A reader that has seen enough (`| head`) is no failure. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? EXIT.ok);
}

/** Runs the command line of this process: signals, pipes and the exit code included. */
export async function runProcess(): Promise<void> {
  const interrupt = new AbortController();
  process.stdout.on("error", leaveQuietly);
  process.stderr.on("error", leaveQuietly);
  process.on("SIGINT", () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted); // The second time, at once.
    interrupt.abort();
  });
  process.exitCode = await run(process.argv.slice(2), interrupt.signal);
}
