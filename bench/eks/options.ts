import { z } from "zod";
import { readFlags } from "../frame/read-flags.ts";

/** What is measured. */
export interface Options {
  /** How often one environment is set up; the median counts. */
  readonly repeat: number;
  /** Environments that are set up at once in one account; 0 leaves them out. */
  readonly environments: number;
  /** Simulated seconds of EKS in a real one. */
  readonly scale: number;
  readonly seed: string;
  /** What committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:eks -- [flags]

Sets up examples/eks-shop in a simulated EKS, and compares the time with the critical path of what EKS takes, and the calls
with those of a poller. Then many environments at once, in one account, at the rates that the simulator allows.

  --repeat N        how often one environment is set up; the median counts (default 5)
  --environments N  environments at once in one account, 0 for none (default 20)
  --scale N         simulated seconds in a real one (default 30)
  --seed TEXT       seed of the drawn durations (default 1)
  --durability D    what a committed write survives: process or disk (default process)
`;

const Settings = z.object({
  repeat: z.coerce.number().int().min(1).default(5),
  environments: z.coerce.number().int().min(0).max(200).default(20),
  scale: z.coerce.number().min(1).max(1_000).default(30),
  seed: z.string().min(1).default("1"),
  durability: z.enum(["process", "disk"]).default("process"),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  return readFlags(Settings, args);
}
