import { parseArgs } from "node:util";
import { z } from "zod";

/** How the simulated EKS runs. */
export interface Options {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Seed of all that is drawn. */
  readonly seed: string;
  /** Simulated seconds in a real one. */
  readonly scale: number;
  /** `manual` time goes only when it is advanced. */
  readonly clock: "scaled" | "manual";
  /** First simulated instant in epoch ms; the present unless given. */
  readonly startAt?: number;
  /** Where the truth log lies; without it nothing outlives the process. */
  readonly stateDir?: string;
  /** JSON of settings, as `PUT /_sim/config` takes them. */
  readonly config?: unknown;
}

/** What `--help` prints. */
export const USAGE = `usage: node fakes/eks/main.ts [flags]

A simulated Amazon EKS. Each flag can be given as an environment variable, too. What a state directory holds wins.

  --port N         FAKE_EKS_PORT       port on 127.0.0.1, 0 for a free one (default 7084)
  --seed TEXT      FAKE_EKS_SEED       seed of all that is drawn (default 1)
  --scale N        FAKE_EKS_SCALE      simulated seconds in a real one, 1 to 100000 (default 60)
  --clock MODE     FAKE_EKS_CLOCK      scaled, or manual: only POST /_sim/clock/advance moves it (default scaled)
  --start-at TIME  FAKE_EKS_START_AT   first simulated instant, ISO 8601 (default: the present)
  --state-dir DIR  FAKE_EKS_STATE_DIR  keeps the truth log there (default: in memory only)
  --config JSON    FAKE_EKS_CONFIG     settings, as PUT /_sim/config takes them
`;

const Settings = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(7084),
  seed: z.string().min(1).default("1"),
  scale: z.coerce.number().min(1).max(100_000).default(60),
  clock: z.enum(["scaled", "manual"]).default("scaled"),
  "start-at": z.iso
    .datetime()
    .transform((text) => Date.parse(text))
    .optional(),
  "state-dir": z.string().min(1).optional(),
  config: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .optional(),
});

const FLAGS = {
  port: { type: "string" },
  seed: { type: "string" },
  scale: { type: "string" },
  clock: { type: "string" },
  "start-at": { type: "string" },
  "state-dir": { type: "string" },
  config: { type: "string" },
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
  const { port, seed, scale, clock, "start-at": startAt, "state-dir": stateDir, config } = parsed.data;
  return {
    port,
    seed,
    scale,
    clock,
    ...(startAt === undefined ? {} : { startAt }),
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(config === undefined ? {} : { config }),
  };
}

function setting(name: string, flags: Record<string, unknown>, environment: NodeJS.ProcessEnv): unknown {
  return flags[name] ?? environment[`FAKE_EKS_${name.replace("-", "_").toUpperCase()}`];
}
