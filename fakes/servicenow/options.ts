import { parseArgs } from "node:util";
import { z } from "zod";

/** How the simulated instance runs. */
export interface Options {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Where state and truth log lie; without it nothing outlives the process. */
  readonly stateDir?: string;
  /** Milliseconds after which those asked approve by themselves; absent leaves it to people. */
  readonly autoApproveMs?: number;
  /** Milliseconds until people are asked. */
  readonly approvalDelayMs: number;
  /** The integration account. */
  readonly user: string;
  readonly password: string;
}

/** What `--help` prints. */
export const USAGE = `usage: node fakes/servicenow/main.ts [flags]

A simulated ServiceNow. Each flag can be given as an environment variable, too.

  --port N             FAKE_SERVICENOW_PORT            port on 127.0.0.1, 0 for a free one (default 7081)
  --state-dir DIR      FAKE_SERVICENOW_STATE_DIR       keeps state and truth log there (default: in memory only)
  --auto-approve MS    FAKE_SERVICENOW_AUTO_APPROVE    those asked approve by themselves after MS (default: people do)
  --approval-delay MS  FAKE_SERVICENOW_APPROVAL_DELAY  time until people are asked (default 300)
  --user NAME          FAKE_SERVICENOW_USER            integration account and OAuth client id (default holdfast)
  --password TEXT      FAKE_SERVICENOW_PASSWORD        its password and client secret (default holdfast)
`;

const Settings = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(7081),
  "state-dir": z.string().min(1).optional(),
  "auto-approve": z.coerce.number().int().min(0).max(86_400_000).optional(),
  "approval-delay": z.coerce.number().int().min(0).max(86_400_000).default(300),
  user: z.string().min(1).default("holdfast"),
  password: z.string().min(1).default("holdfast"),
});

const FLAGS = {
  port: { type: "string" },
  "state-dir": { type: "string" },
  "auto-approve": { type: "string" },
  "approval-delay": { type: "string" },
  user: { type: "string" },
  password: { type: "string" },
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
  const { port, "state-dir": stateDir, "auto-approve": autoApproveMs, "approval-delay": approvalDelayMs } = parsed.data;
  const { user, password } = parsed.data;
  return {
    port,
    approvalDelayMs,
    user,
    password,
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(autoApproveMs === undefined ? {} : { autoApproveMs }),
  };
}

function setting(name: string, flags: Record<string, unknown>, environment: NodeJS.ProcessEnv): unknown {
  return flags[name] ?? environment[`FAKE_SERVICENOW_${name.replace("-", "_").toUpperCase()}`];
}
