import { parseArgs } from "node:util";
import { z } from "zod";

/** How the simulated Secrets Manager runs. */
export interface Options {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly account: string;
  readonly region: string;
}

/** What `--help` prints. */
export const USAGE = `usage: node fakes/secrets-manager/main.ts [flags]

A simulated AWS Secrets Manager of one account and region. Each flag can be given as an environment variable, too.

  --port N       FAKE_SECRETS_MANAGER_PORT     port on 127.0.0.1, 0 for a free one (default 7085)
  --account ID   FAKE_SECRETS_MANAGER_ACCOUNT  12 digits (default 111122223333)
  --region NAME  FAKE_SECRETS_MANAGER_REGION   (default eu-west-1)
`;

const Settings = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(7085),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .default("111122223333"),
  region: z.string().min(1).default("eu-west-1"),
});

const FLAGS = {
  port: { type: "string" },
  account: { type: "string" },
  region: { type: "string" },
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
  const given: Readonly<Record<string, unknown>> = { ...values };
  const settings = Object.keys(Settings.shape).map((name) => [
    name,
    given[name] ?? environment[`FAKE_SECRETS_MANAGER_${name.toUpperCase()}`],
  ]);
  const parsed = Settings.safeParse(Object.fromEntries(settings));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`--${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong value"}`);
}
