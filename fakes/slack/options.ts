import { parseArgs } from "node:util";
import { z } from "zod";
import { DEFAULT_SETTINGS } from "./settings.ts";
import type { Settings } from "./settings.ts";

/** How the simulated Slack runs. */
export interface Options {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Where the truth log lies; without it nothing outlives the process. */
  readonly stateDir?: string;
  /** File with the world to start with; the default one without it. */
  readonly worldFile?: string;
  /** Token of the app in the default world. */
  readonly botToken: string;
  readonly settings: Settings;
}

/** What `--help` prints. */
export const USAGE = `usage: node fakes/slack/main.ts [flags]

A simulated Slack. Each flag can be given as an environment variable, too.

  --port N               FAKE_SLACK_PORT               port on 127.0.0.1, 0 for a free one (default 7083)
  --state-dir DIR        FAKE_SLACK_STATE_DIR          keeps state and truth log there (default: in memory only)
  --world FILE           FAKE_SLACK_WORLD              JSON file with workspaces, people and channels
  --bot-token TEXT       FAKE_SLACK_BOT_TOKEN          token of the app (default xoxb-holdfast)
  --signing-secret TEXT  FAKE_SLACK_SIGNING_SECRET     what callbacks are signed with (default holdfast)
  --callback-base URL    FAKE_SLACK_CALLBACK_BASE      the app: /slack/interactions, /slack/commands and /slack/events
                                                       under it are called (default: nobody is)
  --interactivity-url URL, --command-url URL, --events-url URL
                                                       each of them by itself; they win over the base
  --ack-limit MS         FAKE_SLACK_ACK_LIMIT          how long the app may take to answer (default 3000)

The app calls http://127.0.0.1:PORT/api/.
`;

const Url = z.url({ protocol: /^https?$/ });

const Flags = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(7083),
  "state-dir": z.string().min(1).optional(),
  world: z.string().min(1).optional(),
  "bot-token": z.string().min(1).default("xoxb-holdfast"),
  "signing-secret": z.string().min(1).default(DEFAULT_SETTINGS.signingSecret),
  "callback-base": Url.optional(),
  "interactivity-url": Url.optional(),
  "command-url": Url.optional(),
  "events-url": Url.optional(),
  "ack-limit": z.coerce.number().int().min(1).max(60_000).default(DEFAULT_SETTINGS.ackLimitMs),
});

const FLAGS = {
  port: { type: "string" },
  "state-dir": { type: "string" },
  world: { type: "string" },
  "bot-token": { type: "string" },
  "signing-secret": { type: "string" },
  "callback-base": { type: "string" },
  "interactivity-url": { type: "string" },
  "command-url": { type: "string" },
  "events-url": { type: "string" },
  "ack-limit": { type: "string" },
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
  const { port, "state-dir": stateDir, world: worldFile, "bot-token": botToken } = parsed.data;
  return {
    port,
    botToken,
    settings: settingsFrom(parsed.data),
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(worldFile === undefined ? {} : { worldFile }),
  };
}

function settingsFrom(flags: z.infer<typeof Flags>): Settings {
  const base = flags["callback-base"]?.replace(/\/+$/, "");
  const under = (path: string) => (base === undefined ? null : `${base}/slack/${path}`);
  return {
    ...DEFAULT_SETTINGS,
    signingSecret: flags["signing-secret"],
    ackLimitMs: flags["ack-limit"],
    interactivityUrl: flags["interactivity-url"] ?? under("interactions"),
    commandUrl: flags["command-url"] ?? under("commands"),
    eventsUrl: flags["events-url"] ?? under("events"),
  };
}

function flag(name: string, flags: Record<string, unknown>, environment: NodeJS.ProcessEnv): unknown {
  return flags[name] ?? environment[`FAKE_SLACK_${name.replaceAll("-", "_").toUpperCase()}`];
}
