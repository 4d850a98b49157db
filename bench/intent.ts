import { availableParallelism } from "node:os";
import { commitOfCode } from "./commit-of-code.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { printGoals } from "./frame/print-goals.ts";
import { withMeasuredStack } from "./holdfast/with-stack.ts";
import { measureIntent, type IntentMeasured } from "./intent/measure-intent.ts";
import { type Options, readOptions, USAGE } from "./intent/options.ts";
import { delayTable, intentGoals } from "./intent/report.ts";

// Nothing is swept by itself, so that the idle part is idle.
const NEVER_SECONDS = 86_400;

await runBench({ name: "intent", usage: USAGE, readOptions, run });

async function run(options: Options, { signal, say }: Bench): Promise<void> {
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = String(NEVER_SECONDS);
  const measured = await withMeasuredStack(
    { durability: options.durability, report: say },
    async (stack) => await measureIntent(stack, { ...options, signal, report: say }),
  );
  print(options, measured);
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
  printGoals({ bench: "intent", commit, environments, components, goals });
}
