import { readRestoreOptions, RESTORE_HELP, type RestoreOptions } from "./options.ts";
import { POINTS } from "./points/index.ts";
import { lastLine, renderReports } from "./print-table.ts";
import { casesOf, runMatrix } from "./run-matrix.ts";

const startedAt = Date.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);

const options = readRestoreOptions(process.argv.slice(2));
if (options === "help") print(RESTORE_HELP);
else process.exitCode = await run(options).catch(explain);

async function run({ only, rules, atOnce }: RestoreOptions): Promise<number> {
  const cases = casesOf(
    POINTS.filter(({ name }) => name.includes(only)),
    rules,
  );
  if (cases.length === 0) throw new Error(`no point is named with "${only}"`);
  const reports = await runMatrix({ cases, atOnce, say });
  print("");
  for (const line of renderReports(reports)) print(line);
  print("");
  print(lastLine(reports));
  return reports.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function explain(error: unknown): number {
  say(error instanceof Error ? String(error.stack) : String(error));
  print("0 passed, 1 failed");
  return 1;
}
