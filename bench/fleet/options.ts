import { z } from "zod";
import { readFlags } from "../frame/read-flags.ts";

/** What is measured. */
export interface Options {
  readonly environments: number;
  /** Components of each. */
  readonly components: number;
  readonly accounts: number;
  /** How often each place is swept. */
  readonly everySeconds: number;
  /** How long it is watched. */
  readonly minutes: number;
  /** What committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:fleet -- [flags]

Lets many environments sleep, each with a workflow of its own, while all of them are swept for drift again and again, and
measures what that costs each process, how old what is known of a component gets, and that no workflow is woken.

  --environments N   (default 10000)
  --components N     of each (default 30)
  --accounts N       of the cloud that they are in (default 20)
  --every N          seconds from one sweep of a place to the next (default 600)
  --minutes N        how long it is watched; may be a fraction (default 15)
  --durability D     what a committed write survives: process or disk (default process)
`;

const Settings = z.object({
  environments: z.coerce.number().int().min(3).max(30_000).default(10_000),
  components: z.coerce.number().int().min(1).max(100).default(30),
  accounts: z.coerce.number().int().min(1).max(100).default(20),
  every: z.coerce.number().int().min(5).max(86_400).default(600),
  minutes: z.coerce.number().positive().max(1_440).default(15),
  durability: z.enum(["process", "disk"]).default("process"),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  const read = readFlags(Settings, args);
  if (read === "help") return "help";
  const { every, ...settings } = read;
  return { ...settings, everySeconds: every };
}
