import { parseArgs } from "node:util";
import { z } from "zod";

/** How the test of kills is run. */
export interface KillsOptions {
  /** Decides who is killed at which moment. */
  readonly seed: string;
  /** Kills, spread over the upgrades. */
  readonly kills: number;
  /** Upgrades that are killed, besides one that is left alone. */
  readonly upgrades: number;
  /** Simulated seconds in a real one. */
  readonly scale: number;
  /** All of it is to fit in so many minutes. */
  readonly minutes: number;
}

/** What `--help` prints. */
export const KILLS_HELP = `Usage: npm run test:upgrade -- [--seed TEXT] [--kills N] [--upgrades N] [--scale N] [--minutes N]

Upgrades clusters of a simulated EKS from 1.33 to 1.36, each with two node groups and four add-ons, and kills worker
processes at random moments meanwhile. The simulator's own log says whether everything moved once, in its order, and
fitted at every moment. Then an insight says no: nothing may move, until it is mended.

  --seed TEXT     decides who is killed at which moment (default: drawn, and printed)
  --kills N       kills, spread over the upgrades (default 20)
  --upgrades N    upgrades that are killed, besides one that is left alone (default 4)
  --scale N       simulated seconds in a real one (default 120)
  --minutes N     time for all of it (default 20)`;

const Values = z.object({
  seed: z.string().min(1),
  kills: z.coerce.number().int().min(1),
  upgrades: z.coerce.number().int().min(1),
  scale: z.coerce.number().int().min(1).max(2_000),
  minutes: z.coerce.number().positive(),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readKillsOptions(args: readonly string[]): KillsOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: Math.random().toString(36).slice(2, 10) },
      kills: { type: "string", default: "20" },
      upgrades: { type: "string", default: "4" },
      scale: { type: "string", default: "120" },
      minutes: { type: "string", default: "20" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values.help ? "help" : Values.parse(values);
}
