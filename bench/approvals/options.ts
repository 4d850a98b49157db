import { z } from "zod";
import { readFlags } from "../frame/read-flags.ts";

/** What is measured. */
export interface Options {
  /** How many promotions wait for people at the same time. */
  readonly promotions: number;
  /** What committed writes survive: a killed `process`, or a power cut as well (`disk`). */
  readonly durability: "process" | "disk";
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:approvals -- [flags]

Lets many promotions wait at an approval gate, and measures what that costs the orchestrator in memory; then two people
say yes to each of them through the API, and everything ends.

  --promotions N    so many wait at the same time, each in an environment of its own (default 2000)
  --durability D    what a committed write survives: process or disk (default process)
`;

const Settings = z.object({
  promotions: z.coerce.number().int().min(1).max(20_000).default(2_000),
  durability: z.enum(["process", "disk"]).default("process"),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  return readFlags(Settings, args);
}
