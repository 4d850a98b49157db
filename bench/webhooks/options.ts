import { parseArgs } from "node:util";
import { z } from "zod";

/** What is measured. */
export interface Options {
  /** Forged requests. */
  readonly count: number;
  readonly seed: number;
}

/** What `--help` prints. */
export const USAGE = `usage: npm run bench:webhooks -- [flags]

Sends forged requests to Slack's endpoints, in process, and valid ones beside them over a socket. None of the forged may
be taken, and the valid ones must not be held up.

  --count N   forged requests (default 1000000)
  --seed N    seed of what is forged how (default 1)
`;

const Settings = z.object({
  count: z.coerce.number().int().min(1_000).default(1_000_000),
  seed: z.coerce.number().int().min(1).default(1),
});

/** Reads the command line; "help" when that was asked for. @throws TypeError or ZodError which names the wrong flag */
export function readOptions(args: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: "string" }, seed: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  return values.help === true ? "help" : Settings.parse(values);
}
