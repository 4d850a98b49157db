import { hearStop } from "../../embedded/hear-stop.ts";
import { lastLine } from "../crash/checks/print-checks.ts";
import { KILLS_HELP, readKillsOptions, type KillsOptions } from "./options.ts";
import { renderReport } from "./print-report.ts";
import { runKills } from "./run-kills.ts";

/** Besides the upgrades that are killed. */
const ALL = { isAlonePlayed: true, isInsightPlayed: true };

const startedAt = Date.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);

const signal = hearStop(() => process.exit(130));
const options = readKillsOptions(process.argv.slice(2));
if (options === "help") print(KILLS_HELP);
else process.exitCode = await run(options).catch(explain);

async function run({ minutes, ...wish }: KillsOptions): Promise<number> {
  print(`seed ${wish.seed} (again: npm run test:upgrade -- --seed ${wish.seed})`);
  const endAt = startedAt + minutes * 60_000;
  const report = await runKills({ ...wish, from: "1.33", to: "1.36", besides: ALL, signal, endAt, say });
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
