import { parseArgs } from "node:util";
import { z } from "zod";

/** How the crash test is run. */
export interface CrashOptions {
  /** Decides what is killed and what is asked for. */
  readonly seed: string;
  /** Least number of kills; fewer is a failure. */
  readonly kills: number;
  /** Least number of kills of each kind. */
  readonly killsOfEach: number;
  /** All of it, the pairs included, is to fit in so many minutes. */
  readonly minutes: number;
  /** Pairs of a set-up with and without a kill, to measure what a kill costs; 0 measures nothing. */
  readonly pairs: number;
}

/** What `--help` prints. */
export const CRASH_HELP = `Usage: npm run test:crash -- [--seed TEXT] [--kills N] [--of-each N] [--minutes N] [--pairs N]

Kills every process of Holdfast with SIGKILL at random moments while environments are provisioned, changed, repaired
and deleted and releases promoted, restored and cancelled, and then looks for what was lost, doubled or left over.

  --seed TEXT   decides what is killed and asked for (default: drawn, and printed)
  --kills N     least number of kills (default 60)
  --of-each N   least number of kills of each kind (default 5)
  --minutes N   time for all of it (default 15)
  --pairs N     pairs that measure what a kill costs (default 10; 0 for none)`;

const Values = z.object({
  seed: z.string().min(1),
  kills: z.coerce.number().int().min(0),
  "of-each": z.coerce.number().int().min(0),
  minutes: z.coerce.number().positive(),
  pairs: z.coerce.number().int().min(0),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readCrashOptions(args: readonly string[]): CrashOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: Math.random().toString(36).slice(2, 10) },
      kills: { type: "string", default: "60" },
      "of-each": { type: "string", default: "5" },
      minutes: { type: "string", default: "15" },
      pairs: { type: "string", default: "10" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const { seed, kills, "of-each": killsOfEach, minutes, pairs } = Values.parse(values);
  return { seed, kills, killsOfEach, minutes, pairs };
}
