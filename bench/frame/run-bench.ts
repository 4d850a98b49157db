/** What a measurement is given. */
export interface Bench {
  /** Aborts when somebody stops it. */
  readonly signal: AbortSignal;
  /** Tells how far it is, on stderr, with the seconds since its beginning. */
  say(line: string): void;
}

/** A measurement that is begun from the command line. */
export interface BenchProgram<Options> {
  /** As in `npm run bench:<name>`. */
  readonly name: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** Reads the command line; "help" when that was asked for. @throws Error which names the wrong flag */
  readOptions(args: readonly string[]): Options | "help";
  run(options: Options, bench: Bench): Promise<void>;
}

/** Runs a measurement. The process exits with 0 when it measured, 130 when it was stopped, and 1 when it failed. */
export async function runBench<Options>({ name, usage, readOptions, run }: BenchProgram<Options>): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  const startedAt = performance.now();
  const say = (line: string) =>
    process.stderr.write(`[${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}\n`);
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === "help") process.stdout.write(usage);
    else await run(options, { signal: stopping.signal, say });
  } catch (error) {
    say(`bench:${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = stopping.signal.aborted ? 130 : 1;
  }
}
