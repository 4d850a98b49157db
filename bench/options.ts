import { parseArgs } from "node:util";
import { z } from "zod";
import { CONTESTANTS, type ContestantName } from "./contestant.ts";

/** What is measured. */
export interface Options {
  /** Environments started together, one measurement for each number. */
  readonly numbers: readonly number[];
  readonly contestants: readonly ContestantName[];
  readonly seed: string;
  /** How often all of it is measured; the median counts. */
  readonly repeat: number;
  /** Wall-clock seconds per cloud second. */
  readonly timeScale: number;
  /** What Temporal's committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
  /** Components of the one large environment; 0 leaves it out. */
  readonly large: number;
  /** Directory for processor profiles of every Node process; none by default. */
  readonly profileDir?: string;
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:makespan -- [flags]

Sets up environments of R30 with Holdfast, with a bare Temporal workflow (the floor) and with barrier waves, one after
another on the same cores, and compares each with the critical path of the drawn durations.

  --n 1,10,30      environments started together (default 1,10,30)
  --only NAME      holdfast, floor or barrier; may be repeated (default: all)
  --seed TEXT      seed of the drawn durations (default 1)
  --repeat N       rounds; the median counts (default 1)
  --time-scale X   wall-clock seconds per cloud second (default 0.01)
  --large N        components of the one large environment, 0 for none (default 1000)
  --durability D   what a committed write survives: process or disk (default process)
  --profile DIR    write a processor profile of every Node process there
`;

const Settings = z.object({
  n: z
    .string()
    .regex(/^\d+(,\d+)*$/, "numbers with commas between them")
    .default("1,10,30")
    .transform((text) => text.split(",").map(Number)),
  only: z
    .array(z.enum(CONTESTANTS))
    .min(1)
    .default([...CONTESTANTS]),
  seed: z.string().min(1).default("1"),
  repeat: z.coerce.number().int().min(1).default(1),
  "time-scale": z.coerce.number().positive().max(1).default(0.01),
  durability: z.enum(["process", "disk"]).default("process"),
  large: z.coerce.number().int().min(0).max(5_000).default(1_000),
  profile: z.string().min(1).optional(),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: text,
      only: { type: "string", multiple: true },
      seed: text,
      repeat: text,
      "time-scale": text,
      durability: text,
      large: text,
      profile: text,
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const { n, only, seed, repeat, "time-scale": timeScale, durability, large, profile } = Settings.parse(values);
  const options = {
    numbers: n,
    contestants: CONTESTANTS.filter((name) => only.includes(name)),
    seed,
    repeat,
    timeScale,
    durability,
    large,
  };
  return profile === undefined ? options : { ...options, profileDir: profile };
}
