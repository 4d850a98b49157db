import { availableParallelism } from "node:os";
import { commitOfCode } from "./commit-of-code.ts";
import { driftGoals } from "./drift/drift-goals.ts";
import { type FleetMeasured, measureDrift } from "./drift/measure-drift.ts";
import { type Options, readOptions, USAGE } from "./drift/options.ts";
import { memoryLine, roundTable, tofuLine } from "./drift/report.ts";
import { measureTofu, type TofuMeasured } from "./drift/tofu/measure-tofu.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { printGoals } from "./frame/print-goals.ts";
import { withMeasuredStack } from "./holdfast/with-stack.ts";

/** Once a day: what is measured begins when the measurement says so. */
const SWEEP_EVERY_SECONDS = 86_400;

await runBench({ name: "drift", usage: USAGE, readOptions, run });

async function run(options: Options, bench: Bench): Promise<void> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = String(SWEEP_EVERY_SECONDS);
  const { signal, say } = bench;
  const fleets: FleetMeasured[] = [];
  let tofu: TofuMeasured | undefined;
  for (const environments of options.environments) {
    const isLast = environments === options.environments.at(-1);
    await withMeasuredStack({ durability: options.durability, report: say }, async (stack) => {
      fleets.push(await measureDrift(stack, { ...options, environments, signal, report: say }));
      if (isLast) tofu = await tryTofu(stack.cloudUrl, options, bench);
    });
  }
  print(options, fleets, tofu);
}

/** Undefined where there is no OpenTofu to be had: then the rest is measured all the same. */
async function tryTofu(cloudUrl: string, { tofu }: Options, { signal, say }: Bench): Promise<TofuMeasured | undefined> {
  if (tofu === 0) return undefined;
  try {
    return await measureTofu({ cloudUrl, components: tofu, report: say, signal });
  } catch (error) {
    signal.throwIfAborted();
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
  printGoals({ bench: "drift", commit, environments: options.environments, components, goals });
}
