import { hearStop } from "../../embedded/hear-stop.ts";
import { DEADLY_LANES, MIDDLE } from "./lanes.ts";
import { EFFECTS_HELP, readEffectsOptions, type EffectsOptions } from "./options.ts";
import { lastLine } from "../crash/checks/print-checks.ts";
import { renderReport } from "./print-report.ts";
import { runEffectsTest } from "./run-effects-test.ts";
import { SCENARIOS } from "./scenarios.ts";

// Time that reading the truth and stopping need.
const REST_MS = 30_000;
const INDEX_LAG_MS = 6_000;

const startedAt = Date.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);

const signal = hearStop(() => process.exit(130));
const options = readEffectsOptions(process.argv.slice(2));
if (options === "help") print(EFFECTS_HELP);
else process.exitCode = await run(options).catch(explain);

async function run({ seed, faults, minutes }: EffectsOptions): Promise<number> {
  print(`seed ${seed} (again: npm run test:effects -- --seed ${seed})`);
  const report = await runEffectsTest({
    seed,
    // Where workers die in the middle of databases, only what has one is of interest.
    scenariosOf: ({ deaths }) => SCENARIOS.filter(({ hasDatabase }) => deaths !== MIDDLE || hasDatabase),
    lanes: DEADLY_LANES,
    faults: { count: faults, isQuick: false },
    indexLagMs: INDEX_LAG_MS,
    endAt: startedAt + minutes * 60_000 - REST_MS,
    signal,
    say,
  });
  print("");
  for (const line of renderReport(report)) print(line);
  say("done");
  print(lastLine(report.checks));
  return report.checks.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function explain(error: unknown): number {
  say(error instanceof Error ? String(error.stack) : String(error));
  print("0 passed, 1 failed");
  return 1;
}
