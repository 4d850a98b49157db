import { hearStop } from "../../embedded/hear-stop.ts";
import type { Check } from "../crash/checks/check.ts";
import { lastLine, renderChecks } from "../crash/checks/print-checks.ts";

/** What a long suite may use while it runs. */
export interface Suite {
  /** Prints a line, with the seconds that have passed. */
  readonly say: (line: string) => void;
  /** Fires when somebody stops the suite: what was started must stop, too. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** What a long suite saw. */
export interface SuiteReport {
  readonly lines: readonly string[];
  readonly checks: readonly Check[];
}

/** A suite that is a command of its own. */
export interface LongSuite<Options extends { readonly seed: string }> {
  /** As people call it: `npm run test:eks-exact`. */
  readonly command: string;
  readonly help: string;
  readonly read: (args: readonly string[]) => Options | "help";
  readonly run: (options: Options, suite: Suite) => Promise<SuiteReport>;
}

/** Runs a suite as the command line says, prints what it saw, and sets the exit code: 1 where a check has failed. */
export async function runLongSuite<Options extends { readonly seed: string }>({
  command,
  help,
  read,
  run,
}: LongSuite<Options>): Promise<void> {
  const startedAt = Date.now();
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);
  const signal = hearStop(() => process.exit(130));
  const options = read(process.argv.slice(2));
  if (options === "help") return void print(help);
  print(`seed ${options.seed} (again: ${command} -- --seed ${options.seed})`);
  try {
    const { lines, checks } = await run(options, { say, signal, startedAt });
    for (const line of ["", ...lines, "", ...renderChecks(checks)]) print(line);
    say("done");
    print(lastLine(checks));
    process.exitCode = checks.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? String(error.stack) : String(error));
    print("0 passed, 1 failed");
    process.exitCode = 1;
  }
  return undefined;
}
