import { parseArgs } from "node:util";
import { z } from "zod";
import { IndexLag } from "./index-lag.ts";
import type { Settings } from "./settings.ts";

/** How the simulated site runs. */
export interface Options {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Where the truth log lies; without it nothing outlives the process. */
  readonly stateDir?: string;
  /** The account that is there from the start. */
  readonly email: string;
  readonly token: string;
  readonly settings: Settings;
}

/** What `--help` prints. */
export const USAGE = `usage: node fakes/jira/main.ts [flags]

A simulated Jira Cloud site. Each flag can be given as an environment variable, too.

  --port N             FAKE_JIRA_PORT            port on 127.0.0.1, 0 for a free one (default 7082)
  --state-dir DIR      FAKE_JIRA_STATE_DIR       keeps state and truth log there (default: in memory only)
  --email TEXT         FAKE_JIRA_EMAIL           account of the product (default holdfast@example.com)
  --token TEXT         FAKE_JIRA_TOKEN           its API token (default holdfast)
  --auto-approve MS    FAKE_JIRA_AUTO_APPROVE    approves new issues and gates after so long (default: never)
  --index-lag LAG      FAKE_JIRA_INDEX_LAG       how long the search sees nothing new: milliseconds,
                                                 random:MS, or stuck until it is released (default 0)
  --deployment-lag MS  FAKE_JIRA_DEPLOYMENT_LAG  how long deployments wait in the queue (default 0)

OAuth: the email is the client id, the API token the client secret.
`;

const Milliseconds = z.coerce.number().int().min(0).max(86_400_000);

const Flags = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(7082),
  "state-dir": z.string().min(1).optional(),
  email: z.string().min(1).default("holdfast@example.com"),
  token: z.string().min(1).default("holdfast"),
  "auto-approve": Milliseconds.optional(),
  "index-lag": IndexLag.default({ kind: "fixed", ms: 0 }),
  "deployment-lag": Milliseconds.default(0),
});

const FLAGS = {
  port: { type: "string" },
  "state-dir": { type: "string" },
  email: { type: "string" },
  token: { type: "string" },
  "auto-approve": { type: "string" },
  "index-lag": { type: "string" },
  "deployment-lag": { type: "string" },
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
  const flags = Object.keys(Flags.shape).map((name) => [name, flag(name, { ...values }, environment)]);
  const parsed = Flags.safeParse(Object.fromEntries(flags));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`--${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong value"}`);
  }
  const { port, "state-dir": stateDir, email, token } = parsed.data;
  const settings: Settings = {
    indexLag: parsed.data["index-lag"],
    deploymentLagMs: parsed.data["deployment-lag"],
    autoApproveMs: parsed.data["auto-approve"],
    services: "any",
  };
  const options = { port, email, token, settings };
  return stateDir === undefined ? options : { ...options, stateDir };
}

function flag(name: string, flags: Record<string, unknown>, environment: NodeJS.ProcessEnv): unknown {
  return flags[name] ?? environment[`FAKE_JIRA_${name.replace("-", "_").toUpperCase()}`];
}
