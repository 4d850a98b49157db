import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { commitOfCode } from "./commit-of-code.ts";
import { startMeasuredStack } from "./holdfast/start-stack.ts";
import { measureIntent, type IntentMeasured } from "./intent/measure-intent.ts";
import { type Options, readOptions, USAGE } from "./intent/options.ts";
import { delayTable, intentGoals } from "./intent/report.ts";

const TIME_SCALE = 0.01;
// Nothing is swept by itself, so that the idle part is idle.
const NEVER_SECONDS = 86_400;

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(name, () => stopping.abort(new Error(`stopped by ${name}`)));
const startedAt = performance.now();
const say = (line: string) =>
  process.stderr.write(`[${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  say(`bench:intent: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}

async function run(options: Options): Promise<void> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = String(NEVER_SECONDS);
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  try {
    const { durability } = options;
    const start = { directory: join(directory, "holdfast"), seed: "1", timeScale: TIME_SCALE, durability, report: say };
    const stack = await startMeasuredStack(start);
    try {
      print(options, await measureIntent(stack, { ...options, signal: stopping.signal, report: say }));
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function print({ environments, components, accounts, durability }: Options, measured: IntentMeasured): void {
  const commit = commitOfCode();
  const goals = intentGoals(measured);
  console.log(
    `an apply of a new environment beside sweeps of ${environments} environments of ${components} components in ${accounts} accounts; commit ${commit}, ${availableParallelism()} cores`,
  );
  console.log(`one apply at a time; written to survive a killed ${durability}`);
  const { sweeps, looked, sweptSeconds } = measured;
  console.log(
    `meanwhile ${sweeps} sweeps of an account each ended, which looked at ${(looked / sweptSeconds).toFixed(0)} components a second\n`,
  );
  console.log(`${delayTable(measured)}\n`);
  for (const { name, value, goal, met } of goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  console.log(JSON.stringify({ bench: "intent", commit, environments, components, goals }));
}
