import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { commitOfCode } from "./commit-of-code.ts";
import { driftGoals } from "./drift/drift-goals.ts";
import { type FleetMeasured, measureDrift } from "./drift/measure-drift.ts";
import { type Options, readOptions, USAGE } from "./drift/options.ts";
import { memoryLine, roundTable, tofuLine } from "./drift/report.ts";
import { measureTofu, type TofuMeasured } from "./drift/tofu/measure-tofu.ts";
import { startMeasuredStack } from "./holdfast/start-stack.ts";

const TIME_SCALE = 0.01;
/** Once a day: what is measured begins when the measurement says so. */
const SWEEP_EVERY_SECONDS = 86_400;

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
  say(`bench:drift: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}

async function run(options: Options): Promise<void> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = String(SWEEP_EVERY_SECONDS);
  const fleets: FleetMeasured[] = [];
  let tofu: TofuMeasured | undefined;
  for (const environments of options.environments) {
    const isLast = environments === options.environments.at(-1);
    const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
    const { durability } = options;
    const start = { directory: join(directory, "holdfast"), seed: "1", timeScale: TIME_SCALE, durability, report: say };
    try {
      const stack = await startMeasuredStack(start);
      try {
        const asked = { ...options, environments, signal: stopping.signal, report: say };
        fleets.push(await measureDrift(stack, asked));
        if (isLast) tofu = await tryTofu(stack.cloudUrl, options);
      } finally {
        await stack.stop();
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
  print(options, fleets, tofu);
}

/** Undefined where there is no OpenTofu to be had: then the rest is measured all the same. */
async function tryTofu(cloudUrl: string, { tofu }: Options): Promise<TofuMeasured | undefined> {
  if (tofu === 0) return undefined;
  try {
    return await measureTofu({ cloudUrl, components: tofu, report: say, signal: stopping.signal });
  } catch (error) {
    stopping.signal.throwIfAborted();
    say(`OpenTofu is not measured: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function print(options: Options, fleets: readonly FleetMeasured[], tofu: TofuMeasured | undefined): void {
  const { components, accounts, share, durability } = options;
  const commit = commitOfCode();
  const goals = driftGoals(fleets, tofu);
  console.log(
    `fleets of ${components} components in each environment, in ${accounts} accounts, ${100 * share} % of them changed from outside; commit ${commit}, ${availableParallelism()} cores`,
  );
  console.log(`every process as it is shipped; written to survive a killed ${durability}`);
  console.log("processor time: of all processes but the simulated cloud; bound: what the rate of an account allows\n");
  console.log(`${roundTable(fleets)}\n`);
  for (const fleet of fleets) console.log(memoryLine(fleet));
  console.log(`${tofuLine(tofu)}\n`);
  for (const { name, value, goal, met } of goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  console.log(JSON.stringify({ bench: "drift", commit, environments: options.environments, components, goals }));
}
