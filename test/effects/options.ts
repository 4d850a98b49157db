import { parseArgs } from "node:util";
import { z } from "zod";

/** How the test of effects is run. */
export interface EffectsOptions {
  /** Decides which calls meet which fault. */
  readonly seed: string;
  /** Least number of faults; fewer is a failure. */
  readonly faults: number;
  /** All of it is to fit in so many minutes. */
  readonly minutes: number;
}

/** What `--help` prints. */
export const EFFECTS_HELP = `Usage: npm run test:effects -- [--seed TEXT] [--faults N] [--minutes N]

Promotes releases with tickets, reports, requests and migrations. A first run finds every point around an effect; then
worker processes are killed at each of them, once. Then the same with faults in the simulated ticket systems. At the
end the systems' own logs say what was doubled or lost.

  --seed TEXT   decides which calls meet which fault (default: drawn, and printed)
  --faults N    least number of faults (default 300)
  --minutes N   time for all of it (default 15)`;

const Values = z.object({
  seed: z.string().min(1),
  faults: z.coerce.number().int().min(0),
  minutes: z.coerce.number().positive(),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readEffectsOptions(args: readonly string[]): EffectsOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: Math.random().toString(36).slice(2, 10) },
      faults: { type: "string", default: "300" },
      minutes: { type: "string", default: "15" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values.help ? "help" : Values.parse(values);
}
