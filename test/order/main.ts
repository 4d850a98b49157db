import { runHerd } from "./herd/run-herd.ts";
import { runLive } from "./live/run-live.ts";
import { runModel } from "./model/run-model.ts";
import { ORDER_HELP, type OrderOptions, type Part, readOrderOptions } from "./options.ts";
import { lastLine, renderChecks } from "../crash/checks/print-checks.ts";
import { renderCounts, renderFigures, renderLeadTimes } from "./print-report.ts";
import { runReleases } from "./releases/run-releases.ts";
import { type Servers, startServers } from "./servers.ts";
import { movedClock } from "./turns/clock.ts";
import { freezeBeforeTurn } from "./turns/freeze-before-turn.ts";
import { gatesHoldNoTurn } from "./turns/gates-hold-no-turn.ts";
import { longFreeze } from "./turns/long-freeze.ts";
import { testInstallation } from "../setup/installation.ts";
import type { Check } from "../crash/checks/check.ts";

// Time that the end needs: what is under way is finished, and the servers stop.
const END_MS = 20_000;
const COMMANDS_LIVE = 12;
const AT_ONCE = 6;
const RACING = 100;
const SHOWN_WITHIN_MS = 5_000;
const RELEASES_LIMIT_MS = 300_000;
const FREEZE_DAYS = 14;

const startedAt = Date.now();
const print = (line: string) => process.stdout.write(`${line}\n`);
const say = (line: string) => print(`[${((Date.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s] ${line}`);

const options = readOrderOptions(process.argv.slice(2));
if (options === "help") print(ORDER_HELP);
else process.exitCode = await run(options).catch(explain);

interface Outcome {
  readonly checks: readonly Check[];
  readonly lines: readonly string[];
}

async function run(chosen: OrderOptions): Promise<number> {
  print(`seed ${chosen.seed} (again: npm run test:order -- --seed ${chosen.seed})`);
  const servers = await startServers(say);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      say(`stopped by ${signal}`);
      void servers.stop().finally(() => process.exit(130));
    });
  const checks: Check[] = [];
  const lines: string[] = [];
  try {
    const works: Record<Part, () => Promise<Outcome>> = {
      turns: async () => await turns(servers),
      releases: async () => await releases(chosen),
      live: async () => await live(chosen),
      herd: async () => await herd(chosen),
      model: async () => await model(chosen),
    };
    for (const [part, work] of Object.entries(works) as [Part, () => Promise<Outcome>][]) {
      if (!chosen.parts.includes(part)) continue;
      say(`${part}: begins`);
      const outcome = await work();
      checks.push(...outcome.checks);
      lines.push(...outcome.lines, "");
    }
  } finally {
    await servers.stop();
  }
  print("");
  for (const line of [...lines, ...renderChecks(checks), ""]) print(line);
  say("done");
  print(lastLine(checks));
  return checks.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

async function turns({ restartTemporal }: Servers): Promise<Outcome> {
  const clock = movedClock();
  const holdfast = await testInstallation({ now: clock.now });
  try {
    await holdfast.start();
    const before = await freezeBeforeTurn(holdfast);
    const gates = await gatesHoldNoTurn(holdfast, clock);
    const days = {
      clock,
      days: FREEZE_DAYS,
      say,
      ...(restartTemporal === undefined ? {} : { restartServer: restartTemporal }),
    };
    const long = await longFreeze(holdfast, days);
    const reports = [before, gates, long];
    return {
      checks: reports.flatMap((report) => report.checks),
      lines: renderFigures(reports.flatMap(({ figures }) => figures)),
    };
  } finally {
    await holdfast.close();
  }
}

async function releases({ releases: count }: OrderOptions): Promise<Outcome> {
  const holdfast = await testInstallation();
  const outcomes: Outcome[] = [];
  try {
    await holdfast.start();
    for (const queue of ["newest", "each"] as const) {
      const report = await runReleases(holdfast, { count, queue, limitMs: RELEASES_LIMIT_MS, say });
      say(`${count} releases, queue ${queue}: all are over after ${(report.tookMs / 1_000).toFixed(0)} s`);
      const title = `${count} releases, queue ${queue}, ${(report.tookMs / 1_000).toFixed(1)} s:`;
      outcomes.push({ checks: report.checks, lines: [title, ...renderLeadTimes(report.times), ""] });
    }
  } finally {
    await holdfast.close();
  }
  return { checks: outcomes.flatMap(({ checks }) => checks), lines: outcomes.flatMap(({ lines }) => lines) };
}

async function live({ live: count, seed }: OrderOptions): Promise<Outcome> {
  const clock = movedClock();
  const holdfast = await testInstallation({ now: clock.now });
  try {
    await holdfast.start();
    const sizes = { sequences: count, commandsMax: COMMANDS_LIVE, atOnce: AT_ONCE };
    const { checks, counts } = await runLive(holdfast, { seed, ...sizes, clock, say });
    return { checks, lines: [`${count} sequences through Temporal:`, ...renderCounts(counts)] };
  } finally {
    await holdfast.close();
  }
}

async function herd({ herd: count }: OrderOptions): Promise<Outcome> {
  const racing = Math.min(RACING, count);
  const { checks, figures } = await runHerd({ count, racing, shownWithinMs: SHOWN_WITHIN_MS, say });
  return { checks, lines: renderFigures(figures) };
}

async function model({ seed, sequences, commands, lanes, minutes }: OrderOptions): Promise<Outcome> {
  const endAt = startedAt + minutes * 60_000 - END_MS;
  const { checks, counts, played } = await runModel({ seed, sequences, commandsMax: commands, lanes, endAt, say });
  return { checks, lines: [`${played} sequences straight on the store:`, ...renderCounts(counts)] };
}

function explain(error: unknown): number {
  say(error instanceof Error ? String(error.stack) : String(error));
  print("0 passed, 1 failed");
  return 1;
}
