import { parseArgs } from "node:util";
import { z } from "zod";

/** How the test of kills is run. */
export interface KillsOptions {
  /** Decides the order of the points. */
  readonly seed: string;
  /** Only points with this text; every point by default. */
  readonly only: string;
  /** All of it is to fit in so many minutes. */
  readonly minutes: number;
}

/** What `--help` prints. */
export const KILLS_HELP = `Usage: npm run test:approvals -- [--seed TEXT] [--only TEXT] [--minutes N]

Approves, rejects, refuses and escalates through a simulated Slack. A first run finds every point of a vote's path; then
the process is killed at each of them, once, and the story goes on. At the end the simulated Slack's own log says what
was doubled or lost.

  --seed TEXT   decides the order of the points (default: drawn, and printed)
  --only TEXT   only at points with this text, as "slack/reject"
  --minutes N   time for all of it (default 20)`;

const Values = z.object({ seed: z.string().min(1), only: z.string(), minutes: z.coerce.number().positive() });

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readKillsOptions(args: readonly string[]): KillsOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: Math.random().toString(36).slice(2, 10) },
      only: { type: "string", default: "" },
      minutes: { type: "string", default: "20" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values.help ? "help" : Values.parse(values);
}
