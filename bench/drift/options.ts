import { z } from "zod";
import { readFlags } from "../frame/read-flags.ts";

/** What is measured. */
export interface Options {
  /** Environments of a fleet, one fleet for each number. */
  readonly environments: readonly number[];
  /** Components of each environment. */
  readonly components: number;
  /** Accounts of the cloud that a fleet is spread over. */
  readonly accounts: number;
  /** Which part of the components is changed from outside. */
  readonly share: number;
  /** Reads a second that the cloud allows each account; each fleet is swept once for each. */
  readonly rates: readonly number[];
  /** Components that OpenTofu looks at; 0 leaves it out. */
  readonly tofu: number;
  /** What committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:drift -- [flags]

Makes fleets of ready environments and their resources in the simulated cloud, changes some of the resources from
outside, and sweeps every account at once: as shipped, from the schedule's workflow to the findings. Compares what was
found with what was changed, and what it cost with OpenTofu's plans that only refresh.

  --environments N  environments of each fleet, with commas (default 1000,10000)
  --components N    components of each environment (default 30)
  --accounts N      accounts that a fleet is spread over (default 20)
  --share X         part of the components that is changed from outside (default 0.001)
  --rates R         reads a second that the cloud allows each account, with commas (default 5,20,100)
  --tofu N          components that OpenTofu looks at, 0 for none (default 600)
  --durability D    what a committed write survives: process or disk (default process)
`;

const Numbers = z
  .string()
  .regex(/^[1-9]\d*(,[1-9]\d*)*$/, "numbers with commas between them")
  .transform((text) => text.split(",").map(Number));

const Settings = z.object({
  environments: Numbers.prefault("1000,10000"),
  components: z.coerce.number().int().min(1).max(200).default(30),
  accounts: z.coerce.number().int().min(1).max(200).default(20),
  share: z.coerce.number().positive().max(0.02).default(0.001),
  rates: Numbers.prefault("5,20,100"),
  tofu: z.coerce.number().int().min(0).max(100_000).default(600),
  durability: z.enum(["process", "disk"]).default("process"),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  return readFlags(Settings, args);
}
