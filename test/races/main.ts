import { lastLine, renderChecks } from "../crash/checks/print-checks.ts";
import type { Check } from "../crash/checks/check.ts";
import { renderCounts } from "../order/print-report.ts";
import { startServers } from "../order/servers.ts";
import { testInstallation } from "../setup/installation.ts";
import { runLive } from "./live/run-live.ts";
import { RACES_HELP, type RacesOptions, readRacesOptions } from "./options.ts";
import { runPure } from "./pure/run-pure.ts";

const AT_ONCE = 12;
// Time that the end needs: what is open is finished, and the servers stop.
const END_MS = 90_000;

const startedAt = Date.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);

const options = readRacesOptions(process.argv.slice(2));
if (options === "help") print(RACES_HELP);
else process.exitCode = await run(options).catch(explain);

interface Outcome {
  readonly checks: readonly Check[];
  readonly lines: readonly string[];
}

async function run(chosen: RacesOptions): Promise<number> {
  print(`seed ${chosen.seed} (again: npm run test:races -- --seed ${chosen.seed})`);
  const outcomes: Outcome[] = [];
  if (chosen.parts.includes("pure")) outcomes.push(pure(chosen));
  if (chosen.parts.includes("live")) outcomes.push(await live(chosen));
  const checks = outcomes.flatMap((outcome) => outcome.checks);
  print("");
  for (const { lines } of outcomes) for (const line of [...lines, ""]) print(line);
  for (const line of [...renderChecks(checks), ""]) print(line);
  say("done");
  print(lastLine(checks));
  return checks.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function pure({ seed, pure: races }: RacesOptions): Outcome {
  say(`pure: ${races} interleavings begin`);
  const { checks, counts } = runPure({ seed, races });
  say("pure: they are over");
  return { checks, lines: [`${races} interleavings of the rules:`, ...renderCounts(counts)] };
}

async function live({ seed, live: sequences, minutes }: RacesOptions): Promise<Outcome> {
  const servers = await startServers(say);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      say(`stopped by ${signal}`);
      void servers.stop().finally(() => process.exit(130));
    });
  try {
    const holdfast = await testInstallation();
    try {
      await holdfast.start();
      say(`live: ${sequences} sequences begin`);
      const endAt = startedAt + minutes * 60_000 - END_MS;
      const { checks, counts } = await runLive(holdfast, { seed, sequences, atOnce: AT_ONCE, endAt, say });
      return { checks, lines: [`${sequences} sequences through PostgreSQL and Temporal:`, ...renderCounts(counts)] };
    } finally {
      await holdfast.close();
    }
  } finally {
    await servers.stop();
  }
}

function explain(error: unknown): number {
  say(error instanceof Error ? String(error.stack) : String(error));
  print("0 passed, 1 failed");
  return 1;
}
