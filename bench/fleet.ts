import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { commitOfCode } from "./commit-of-code.ts";
import { fleetGoals } from "./fleet/fleet-goals.ts";
import { type FleetMeasured, measureFleet } from "./fleet/measure-fleet.ts";
import { type Options, readOptions, USAGE } from "./fleet/options.ts";
import { processTable, sayLarger, sayWhole } from "./fleet/report.ts";
import { startMeasuredStack } from "./holdfast/start-stack.ts";

const TIME_SCALE = 0.01;

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
  say(`bench:fleet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}

async function run(options: Options): Promise<void> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = String(options.everySeconds);
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  try {
    const { durability } = options;
    const start = { directory: join(directory, "holdfast"), seed: "1", timeScale: TIME_SCALE, durability, report: say };
    const stack = await startMeasuredStack(start);
    try {
      const asked = { ...options, stateDir: start.directory, signal: stopping.signal, report: say };
      print(options, await measureFleet(stack, asked));
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function print(options: Options, measured: FleetMeasured): void {
  const { environments, components, accounts, everySeconds, minutes, durability } = options;
  const commit = commitOfCode();
  const goals = fleetGoals(options, measured);
  console.log(
    `${environments} environments of ${components} components sleep in ${accounts} accounts, each swept every ${everySeconds} s, for ${minutes} min; commit ${commit}, ${availableParallelism()} cores`,
  );
  console.log(`every process as it is shipped; written to survive a killed ${durability}\n`);
  console.log(`${processTable(measured)}\n`);
  for (const line of sayWhole(options, measured)) console.log(line);
  console.log(`${sayLarger(options, measured)}\n`);
  for (const { name, value, goal, met } of goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  console.log(JSON.stringify({ bench: "fleet", commit, environments, components, everySeconds, minutes, goals }));
}
