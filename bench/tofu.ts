import { availableParallelism } from "node:os";
import { z } from "zod";
import { startFakeCloud } from "../test/fakes/start-fake-cloud.ts";
import { commitOfCode } from "./commit-of-code.ts";
import { printGoals } from "./frame/print-goals.ts";
import { readFlags } from "./frame/read-flags.ts";
import { type Bench, runBench } from "./frame/run-bench.ts";
import { measureTofu, type TofuMeasured } from "./drift/tofu/measure-tofu.ts";
import { table } from "./measure/table.ts";

const USAGE = `usage: npm run bench:tofu -- [flags]

Measures how many components OpenTofu looks at in a second of a core when it looks for drift, in the simulated cloud.
The first run builds OpenTofu with Go from the module proxy, which takes minutes, and keeps it in the user's cache.

  --components N        in all (default 3000)
  --per-state 30,1000   components of one state, one measurement for each number (default 30,1000)
`;

const Settings = z.object({
  components: z.coerce.number().int().min(1).max(100_000).default(3_000),
  "per-state": z
    .string()
    .regex(/^[1-9]\d*(,[1-9]\d*)*$/, "numbers with commas between them")
    .default("30,1000")
    .transform((text) => text.split(",").map(Number)),
});

await runBench({ name: "tofu", usage: USAGE, readOptions: (args) => readFlags(Settings, args), run });

async function run(
  { components, "per-state": sizes }: z.infer<typeof Settings>,
  { signal, say }: Bench,
): Promise<void> {
  const measured: TofuMeasured[] = [];
  const cloud = await startFakeCloud();
  try {
    for (const perState of sizes) {
      const task = { cloudUrl: cloud.url, components, perState, report: say, signal };
      measured.push(await measureTofu(task));
    }
  } finally {
    await cloud.kill();
  }
  const commit = commitOfCode();
  console.log(
    `OpenTofu ${measured[0]?.version ?? ""} looks for drift: plan -refresh-only; commit ${commit}, ${availableParallelism()} cores`,
  );
  console.log("processor time is OpenTofu's and its provider's, not the cloud's; every change was found\n");
  const head = ["components", "states", "drifted", "wall s", "CPU s", "per second per core"];
  const rows = measured.map(({ states, drifted, wallMs, cpuMs, perSecondPerCore }) =>
    [
      String(components),
      String(states),
      String(drifted),
      ...[wallMs, cpuMs].map((ms) => (ms / 1_000).toFixed(1)),
    ].concat(perSecondPerCore.toFixed(0)),
  );
  console.log(table(head, rows));
  printGoals({ bench: "tofu", commit, measured, goals: [] });
}
