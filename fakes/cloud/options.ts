import { parseArgs } from "node:util";
import { z } from "zod";

/** How the simulated cloud runs. */
export interface Options {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Seed of the drawn durations. */
  readonly seed: string;
  /** Sigma of the lognormal durations; 0 is exact. */
  readonly sigma: number;
  /** Wall-clock seconds per cloud second. */
  readonly timeScale: number;
  /** Where the truth log lies; without it nothing outlives the process. */
  readonly stateDir?: string;
  /** Requests a second per account, in wall-clock time, and the burst; Infinity does not limit. */
  readonly rate: number;
}

/** What `--help` prints. */
export const USAGE = `usage: node fakes/cloud/main.ts [flags]

A simulated cloud. Each flag can be given as an environment variable, too.

  --port N         FAKE_CLOUD_PORT        port on 127.0.0.1, 0 for a free one (default 7080)
  --seed TEXT      FAKE_CLOUD_SEED        seed of the drawn durations (default 1)
  --sigma X        FAKE_CLOUD_SIGMA       spread of the durations, lognormal; 0 is exact (default 0.2)
  --time-scale X   FAKE_CLOUD_TIME_SCALE  wall-clock seconds per cloud second (default 1; 0.01 is 100 times faster)
  --state-dir DIR  FAKE_CLOUD_STATE_DIR   keeps state and truth log there (default: in memory only)
  --rate N         FAKE_CLOUD_RATE        requests a second per x-account header (default: unlimited)
`;

const Settings = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(7080),
  seed: z.string().min(1).default("1"),
  sigma: z.coerce.number().min(0).max(5).default(0.2),
  "time-scale": z.coerce.number().positive().max(1000).default(1),
  "state-dir": z.string().min(1).optional(),
  rate: z.coerce.number().positive().default(Infinity),
});

const FLAGS = {
  port: { type: "string" },
  seed: { type: "string" },
  sigma: { type: "string" },
  "time-scale": { type: "string" },
  "state-dir": { type: "string" },
  rate: { type: "string" },
  help: { type: "boolean" },
} as const;

/**
 * The options of a command line and an environment; a flag wins over its variable. "help" when it was asked for.
 *
 * @throws Error which names the flag that is unknown or has a wrong value.
 */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options | "help" {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help === true) return "help";
  const settings = Object.keys(Settings.shape).map((name) => [name, setting(name, { ...values }, environment)]);
  const parsed = Settings.safeParse(Object.fromEntries(settings));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`--${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong value"}`);
  }
  const { port, seed, sigma, "time-scale": timeScale, "state-dir": stateDir, rate } = parsed.data;
  const options = { port, seed, sigma, timeScale, rate };
  return stateDir === undefined ? options : { ...options, stateDir };
}

function setting(name: string, flags: Record<string, unknown>, environment: NodeJS.ProcessEnv): unknown {
  return flags[name] ?? environment[`FAKE_CLOUD_${name.replace("-", "_").toUpperCase()}`];
}
