import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { measureApprovals, type Measurement, WARM_UP } from "./approvals/measure.ts";
import { type Options, readOptions, USAGE } from "./approvals/options.ts";
import { approvalGoals, memoryTable, timeTable } from "./approvals/report.ts";
import { commitOfCode } from "./commit-of-code.ts";
import { startMeasuredStack } from "./holdfast/start-stack.ts";

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
  say(`bench:approvals: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}

async function run(options: Options): Promise<void> {
  const { durability, promotions } = options;
  const directory = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  try {
    const start = { directory: join(directory, "holdfast"), seed: "1", timeScale: 0.01, durability, report: say };
    const stack = await startMeasuredStack(start);
    try {
      print(options, await measureApprovals(stack, { promotions, signal: stopping.signal, say }));
    } finally {
      await stack.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
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
  for (const { name, value, goal, met } of goals)
    console.log(`${met ? "met   " : "missed"}  ${name}: ${value ?? "not measured"} (${goal})`);
  console.log(JSON.stringify({ bench: "approvals", commit, promotions, goals }));
}
