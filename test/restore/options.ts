import { parseArgs } from "node:util";
import { z } from "zod";
import type { DataRule } from "./point.ts";

/** How the restore matrix is run. */
export interface RestoreOptions {
  /** Only points whose name holds this; all where empty. */
  readonly only: string;
  readonly rules: readonly DataRule[];
  /** How many points are played at a time. */
  readonly atOnce: number;
}

/** What `--help` prints. */
export const RESTORE_HELP = `Usage: npm run test:restore -- [--only TEXT] [--data keep|restore] [--at-once N]

Lets a release fail at every step, at every component, in its verification and again in its restore, while rows are
written, and looks whether everything is as it was before.

  --only TEXT     only points whose name holds TEXT
  --data RULE     only with this rule for data: keep or restore (default: both)
  --at-once N     how many points are played at a time (default 2)`;

const Values = z.object({
  only: z.string(),
  data: z.enum(["keep", "restore", "both"]),
  "at-once": z.coerce.number().int().min(1).max(8),
});

/** Reads the command line; `help` when that was asked for. @throws Error for an option or a value that does not exist */
export function readRestoreOptions(args: readonly string[]): RestoreOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      data: { type: "string", default: "both" },
      "at-once": { type: "string", default: "2" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const { only, data, "at-once": atOnce } = Values.parse(values);
  return { only, rules: data === "both" ? ["keep", "restore"] : [data], atOnce };
}
