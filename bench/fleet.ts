import { availableParallelism } from "node:os";
import { commitOfCode } from "./commit-of-code.ts";
import { fleetGoals } from "./fleet/fleet-goals.ts";
import { type FleetMeasured, measureFleet } from "./fleet/measure-fleet.ts";
import { type Options, readOptions, USAGE } from "./fleet/options.ts";
import { processTable, sayLarger, sayWhole } from "./fleet/report.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { printGoals } from "./frame/print-goals.ts";
import { withMeasuredStack } from "./holdfast/with-stack.ts";

await runBench({ name: "fleet", usage: USAGE, readOptions, run });

async function run(options: Options, { signal, say }: Bench): Promise<void> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = String(options.everySeconds);
  const measured = await withMeasuredStack(
    { durability: options.durability, report: say },
    async (stack, stateDir) => await measureFleet(stack, { ...options, stateDir, signal, report: say }),
  );
  print(options, measured);
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
  printGoals({ bench: "fleet", commit, environments, components, everySeconds, minutes, goals });
}
