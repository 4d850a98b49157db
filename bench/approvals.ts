import { availableParallelism } from "node:os";
import { measureApprovals, type Measurement, WARM_UP } from "./approvals/measure.ts";
import { type Options, readOptions, USAGE } from "./approvals/options.ts";
import { approvalGoals, memoryTable, timeTable } from "./approvals/report.ts";
import { commitOfCode } from "./commit-of-code.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { printGoals } from "./frame/print-goals.ts";
import { withMeasuredStack } from "./holdfast/with-stack.ts";

await runBench({ name: "approvals", usage: USAGE, readOptions, run });

async function run(options: Options, { signal, say }: Bench): Promise<void> {
  const { durability, promotions } = options;
  const measured = await withMeasuredStack(
    { durability, report: say },
    async (stack) => await measureApprovals(stack, { promotions, signal, say }),
  );
  print(options, measured);
}

function print({ promotions, durability }: Options, measured: Measurement): void {
  const commit = commitOfCode();
  const goals = approvalGoals(measured, promotions);
  console.log(
    `${promotions} promotions wait for two people each, and get them; commit ${commit}, ${availableParallelism()} cores`,
  );
  console.log(
    `every process as it is shipped, with its own cache of workflows; written to survive a killed ${durability}`,
  );
  console.log(
    `memory: resident, the least of several looks while nothing happens, of the orchestrator without garbage; before: after a warm-up of ${WARM_UP}\n`,
  );
  console.log(`${timeTable(measured)}\n`);
  console.log(`${memoryTable(measured)}\n`);
  printGoals({ bench: "approvals", commit, promotions, goals });
}
