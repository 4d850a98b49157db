import { parseArgs } from "node:util";
import { z } from "zod";

/** How the test of kills is run. */
export interface KillsOptions {
  /** Decides the order of the points, what is changed, and who is killed when. */
  readonly seed: string;
  /** Kills at random moments, besides one at every point. */
  readonly kills: number;
  /** Environments whose drift is put back by itself. */
  readonly environments: number;
  /** Only points with this text; every point by default. */
  readonly only: string;
  /** All of it is to fit in so many minutes. */
  readonly minutes: number;
}

/** What `--help` prints. */
export const KILLS_HELP = `Usage: npm run test:drift -- [--seed TEXT] [--kills N] [--environments N] [--only TEXT] [--minutes N]

Changes resources of the simulated cloud by hand, sweeps, and kills a process at each point between the question for the
sweep and what was put back, once, and others at random moments. At the end the cloud's own log and the rows say what was
lost, doubled, put back twice or touched without need.

  --seed TEXT        decides the order, what is changed, and who is killed when (default: drawn, and printed)
  --kills N          kills at random moments, besides one at every point (default 20)
  --environments N   environments whose drift is put back by itself (default 2, at most 3: more is held by the brake)
  --only TEXT        only at points with this text, as "drift/findings"
  --minutes N        time for all of it (default 20)`;

const Values = z.object({
  seed: z.string().min(1),
  kills: z.coerce.number().int().min(0),
  environments: z.coerce.number().int().min(1).max(3),
  only: z.string(),
  minutes: z.coerce.number().positive(),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readKillsOptions(args: readonly string[]): KillsOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: Math.random().toString(36).slice(2, 10) },
      kills: { type: "string", default: "20" },
      environments: { type: "string", default: "2" },
      only: { type: "string", default: "" },
      minutes: { type: "string", default: "20" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values.help ? "help" : Values.parse(values);
}
