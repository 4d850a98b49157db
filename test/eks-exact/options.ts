import { parseArgs } from "node:util";
import { z } from "zod";

/** Parts of the suite. */
export const PARTS = ["cells", "runs", "stack"] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** How the suite is run. */
export interface ExactOptions {
  /** Decides the runs. With a number behind a slash it is one of them, alone: `abc/17`. */
  readonly seed: string;
  readonly parts: readonly Part[];
  readonly runs: number;
  /** Only cells with this text. */
  readonly cells: string;
  /** How many accounts are worked in at once. */
  readonly lanes: number;
  /** After so many minutes nothing more is begun; what was not played is a failure. */
  readonly minutes: number;
}

/** What `--help` prints. */
export const EXACT_HELP = `Usage: npm run test:eks-exact -- [--seed TEXT] [--only PART] [--runs N] [--cells TEXT] [--lanes N] [--minutes N]

Makes, changes and takes away components of Amazon EKS in the simulator, while worker processes die and EKS answers with
faults. The simulator's own log says what was doubled, lost or left over.

  cells   every kind, everything that is done to it, every point at which a process may die, every fault: once each
  runs    a cluster with eleven components, with deaths and faults that the seed decides
  stack   the same through the API, Temporal and the workers as they are

  --seed TEXT     decides the runs (default: drawn, and printed); with a number behind a slash only that run, as abc/17
  --only PART     one of ${PARTS.join(", ")}; may be given more than once (default: all)
  --runs N        runs (default 500)
  --cells TEXT    only cells with this text, as "eks-addon update, after intent"
  --lanes N       accounts that are worked in at once (default 3)
  --minutes N     time for all of it (default 30)`;

const Values = z.object({
  seed: z.string().min(1),
  only: z.array(z.enum(PARTS)).min(1).optional(),
  runs: z.coerce.number().int().min(0),
  cells: z.string(),
  lanes: z.coerce.number().int().min(1).max(16),
  minutes: z.coerce.number().positive(),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readExactOptions(args: readonly string[]): ExactOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: Math.random().toString(36).slice(2, 10) },
      only: { type: "string", multiple: true },
      runs: { type: "string", default: "500" },
      cells: { type: "string", default: "" },
      lanes: { type: "string", default: "3" },
      minutes: { type: "string", default: "30" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const { only, ...options } = Values.parse(values);
  const isOne = options.seed.includes("/");
  return { ...options, parts: only ?? (isOne ? ["runs"] : PARTS) };
}
