import { parseArgs } from "node:util";
import { z } from "zod";
import { HOPS_OF_A_RELEASE } from "./course.ts";

/** What is measured. */
export interface Options {
  /** Pipelines side by side, one course for each number. */
  readonly pipelines: readonly number[];
  /** Least number of hops of each course. */
  readonly hops: number;
  /** Time between two releases of each of several pipelines, milliseconds. */
  readonly everyMs: number;
  /** What committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
  /** Directory for processor profiles of every Node process; none by default. */
  readonly profileDir?: string;
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:promotion -- [flags]

Brings releases through pipelines of three stages whose environments have nothing to do, or one component to update that
takes no time, and measures each hop: from its acceptance, or the verification in the stage before, to its verification.

  --pipelines 1,10  pipelines side by side, one course each (default 1,10)
  --hops N          least number of hops of a course (default 210)
  --every N         seconds between two releases of each of several pipelines (default 6)
  --durability D    what a committed write survives: process or disk (default process)
  --profile DIR     write a processor profile of every Node process there
`;

const Settings = z.object({
  pipelines: z
    .string()
    .regex(/^[1-9]\d*(,[1-9]\d*)*$/, "numbers with commas between them")
    .default("1,10")
    .transform((text) => text.split(",").map(Number)),
  hops: z.coerce.number().int().min(HOPS_OF_A_RELEASE).default(210),
  every: z.coerce.number().positive().default(6),
  durability: z.enum(["process", "disk"]).default("process"),
  profile: z.string().min(1).optional(),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      pipelines: text,
      hops: text,
      every: text,
      durability: text,
      profile: text,
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) return "help";
  const { profile, every, ...settings } = Settings.parse(values);
  const options = { ...settings, everyMs: every * 1_000 };
  return profile === undefined ? options : { ...options, profileDir: profile };
}
