import { parseArgs } from "node:util";
import { z } from "zod";

/** How the tests of approval races are run. */
export interface RacesOptions {
  /** Decides what happens in which order. */
  readonly seed: number;
  /** Interleavings of the pure rules. */
  readonly pure: number;
  /** Sequences through real workflows. */
  readonly live: number;
  /** No new sequence is begun after so many minutes; a run that was cut short has failed. */
  readonly minutes: number;
  /** Parts that are run. */
  readonly parts: readonly Part[];
}

/** Parts of the run. */
export const PARTS = ["pure", "live"] as const;
/** One of them. */
export type Part = (typeof PARTS)[number];

/** What `--help` prints. */
export const RACES_HELP = `Usage: npm run test:races -- [--seed N] [--pure N] [--live N] [--minutes N] [--only PART]

Lets people, machines and time race for approvals, first on the rules alone, then through PostgreSQL and Temporal, and
checks that each question has one decision, that it is the right one, and that nothing runs without it.

  --seed N      decides the orders and the sequences (default: drawn, and printed)
  --pure N      interleavings of the rules alone (default 50000)
  --live N      sequences through real workflows (default 500)
  --minutes N   time for all of it (default 30)
  --only PART   one of ${PARTS.join(", ")}; may be given more than once (default: all)`;

const Count = z.coerce.number().int().min(0);
const Values = z.object({
  seed: z.coerce.number().int(),
  pure: Count,
  live: Count,
  minutes: z.coerce.number().positive(),
  only: z.array(z.enum(PARTS)).min(1),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readRacesOptions(args: readonly string[]): RacesOptions | "help" {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: text(String(Math.floor(Math.random() * 2 ** 31))),
      pure: text("50000"),
      live: text("500"),
      minutes: text("30"),
      only: { type: "string", multiple: true, default: [...PARTS] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const { only, ...options } = Values.parse(values);
  return { ...options, parts: only };
}
