import { availableParallelism, loadavg } from "node:os";
import { commitOfCode } from "./commit-of-code.ts";
import { measure, type Measured, type Measuring } from "./eks/measure.ts";
import { type Options, readOptions, USAGE } from "./eks/options.ts";
import { type Crowd, crowdOf, crowdTable, eksGoals, singleTable } from "./eks/report.ts";
import { eksShopDocuments } from "./eks/set-up.ts";
import { simulatorAt } from "./eks/simulator.ts";
import { printGoals } from "./frame/print-goals.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { withMeasuredStack } from "./holdfast/with-stack.ts";

await runBench({ name: "eks", usage: USAGE, readOptions, run });

async function run(options: Options, { signal, say }: Bench): Promise<void> {
  const { durability, scale, seed, repeat, environments } = options;
  // Nothing but what is measured calls EKS.
  process.env["HOLDFAST_SWEEP_EVERY_SECONDS"] = "86400";
  await withMeasuredStack({ durability, report: say, eks: { scale, seed } }, async ({ calls, eksUrl = "", pids }) => {
    const simulator = simulatorAt(eksUrl);
    const measuring: Measuring = { calls, simulator, pids, signal };
    await calls.apply(await eksShopDocuments());
    // Code that runs for the first time is slow, and nothing is known yet of how long things take.
    say("warm-up");
    await measure(measuring, ["warm-up"]);
    const rounds: Measured[] = [];
    for (let round = 1; round <= repeat; round += 1) {
      say(`one environment, ${round} of ${repeat}`);
      rounds.push(await measure(measuring, [`single-${round}`]));
    }
    let crowd: Crowd | undefined;
    if (environments > 0) {
      say(`${environments} environments at once`);
      const names = Array.from({ length: environments }, (_, index) => `crowd-${index + 1}`);
      crowd = crowdOf(await measure(measuring, names), await simulator.writes(), scale);
    }
    print(options, { rounds, crowd, problems: await simulator.problems() });
  });
}

interface Results {
  readonly rounds: readonly Measured[];
  readonly crowd: Crowd | undefined;
  readonly problems: readonly string[];
}

function print({ scale, seed, durability }: Options, { rounds, crowd, problems }: Results): void {
  const commit = commitOfCode();
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(
    `examples/eks-shop in a simulated EKS; commit ${commit}, ${availableParallelism()} cores, load ${load.join(" ")}; 1 s is ${scale} s there, seed ${seed}`,
  );
  console.log(
    `path: longest chain of what EKS took; calls: all that it was sent, refused ones too; written to survive a killed ${durability}`,
  );
  console.log(
    "polls: what a poller would have looked, every 10 s there at each from its creation until it was there; its own changes are not counted",
  );
  console.log(
    "lag: from the end of the last need to the creation that EKS took. others: share of the cores that strangers used\n",
  );
  console.log(`${singleTable(rounds, scale)}\n`);
  if (crowd !== undefined) {
    console.log(
      "at once, in one account, at the rates of the simulator; bound: (changes − saved up) ÷ rate of changes\n",
    );
    console.log(`${crowdTable(crowd)}\n`);
  }
  for (const problem of problems) console.log(`the log is wrong: ${problem}`);
  printGoals({ bench: "eks", commit, scale, goals: eksGoals(rounds, crowd, scale) });
}
