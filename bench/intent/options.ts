import { z } from "zod";
import { readFlags } from "../frame/read-flags.ts";

/** What is measured. */
export interface Options {
  /** Environments that are swept meanwhile. */
  readonly environments: number;
  /** Components of each. */
  readonly components: number;
  readonly accounts: number;
  /** Applies of each part: idle, and beside sweeps. */
  readonly applies: number;
  /** What committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:intent -- [flags]

Applies new environments, one at a time, while nothing else happens and while a large fleet is swept for drift without a
pause, and compares how long it takes until work on each begins.

  --environments N   swept meanwhile (default 10000)
  --components N     of each of them (default 30)
  --accounts N       of the cloud that they are in (default 20)
  --applies N        of each part (default 500)
  --durability D     what a committed write survives: process or disk (default process)
`;

const Settings = z.object({
  environments: z.coerce.number().int().min(1).max(30_000).default(10_000),
  components: z.coerce.number().int().min(1).max(100).default(30),
  accounts: z.coerce.number().int().min(1).max(100).default(20),
  applies: z.coerce.number().int().min(2).max(10_000).default(500),
  durability: z.enum(["process", "disk"]).default("process"),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  return readFlags(Settings, args);
}
