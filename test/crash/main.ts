import { costOfAKill } from "./cost-of-a-kill.ts";
import { CRASH_HELP, readCrashOptions, type CrashOptions } from "./options.ts";
import { lastLine } from "./checks/print-checks.ts";
import { renderCost, renderReport } from "./print-report.ts";
import { runCrashTest } from "./run-crash-test.ts";

// Time that coming to rest and the checks need after the last kill.
const REST_MS = 150_000;
const LONGEST_PAUSE_MS = 6_000;

const startedAt = Date.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);

const options = readCrashOptions(process.argv.slice(2));
if (options === "help") print(CRASH_HELP);
else process.exitCode = await run(options).catch(explain);

async function run({ seed, kills, killsOfEach, minutes, pairs }: CrashOptions): Promise<number> {
  print(`seed ${seed} (again: npm run test:crash -- --seed ${seed})`);
  const cost = await costOfAKill({ seed, pairs, say });
  const report = await runCrashTest({
    seed,
    kills,
    ofEach: killsOfEach,
    cloudEnvironments: 4,
    shopEnvironments: 2,
    lines: 2,
    pauseMsMax: LONGEST_PAUSE_MS,
    endAt: startedAt + minutes * 60_000 - REST_MS,
    say,
  });
  print("");
  for (const line of [...renderReport(report), "", ...renderCost(cost)]) print(line);
  say("done");
  print(lastLine(report.checks));
  return report.checks.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function explain(error: unknown): number {
  say(error instanceof Error ? String(error.stack) : String(error));
  print("0 passed, 1 failed");
  return 1;
}
