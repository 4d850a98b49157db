import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { LogLevel, WebClient } from "@slack/web-api";
import type { Logger } from "@slack/web-api";

/** An answer of the control API: status, and the parsed JSON body. */
export interface SlackCallAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What the app answered to a callback. */
export interface SlackCallback {
  readonly id: string;
  readonly kind: string;
  readonly url: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number | null;
  readonly answer: string | null;
  readonly ms: number | null;
  readonly problem: string | null;
}

/** A simulated Slack that runs as a process of its own. */
export interface FakeSlack {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Slack's own client, without retries. */
  web(token?: string): WebClient;
  /** A call of the control API, as `call("POST", "/click", {…})`. */
  call(method: string, path: string, body?: unknown): Promise<SlackCallAnswer>;
  /** A control call that does what a person does, and has to succeed. */
  act(verb: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Clicks, and answers what the app answered to each click. */
  click(body: Record<string, unknown>): Promise<readonly SlackCallback[]>;
  /** Waits until there is what is described, and answers it. */
  waitFor(what: Record<string, unknown>, count?: number): Promise<readonly Record<string, unknown>[]>;
  /** The truth log, oldest effect first; only those of one `op`, as `message.post`, when it is given. */
  effects(op?: string): Promise<Record<string, unknown>[]>;
  settings(some: Record<string, unknown>): Promise<void>;
  fault(fault: Record<string, unknown>): Promise<void>;
  /** Kills the process with SIGKILL, unless it has ended, and resolves when it is gone. */
  kill(): Promise<void>;
}

// Refusals are what tests ask for; the client would print each.
const QUIET: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Starts Slack on a free port, unless the flags name one, and resolves when it listens. */
export async function startFakeSlack(...flags: string[]): Promise<FakeSlack> {
  const main = new URL("../../fakes/slack/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => ["it ended at once"])]);
  const url = /^fake slack listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`the fake slack did not start: ${String(line)}`);
  const tokenFlag = flags.indexOf("--bot-token");
  const token = tokenFlag < 0 ? "xoxb-holdfast" : String(flags[tokenFlag + 1]);

  async function call(method: string, path: string, body?: unknown): Promise<SlackCallAnswer> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/__sim/slack${path}`, { method, ...sent });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  }

  async function succeed(method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
    const { status, body: answer } = await call(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(answer)}`);
    return answer;
  }

  return {
    url,
    port: Number(new URL(url).port),
    token,
    web: (other = token) =>
      new WebClient(other, {
        slackApiUrl: `${url}/api/`,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        allowAbsoluteUrls: false,
        timeout: 10_000,
        logger: QUIET,
      }),
    call,
    act: async (verb, body) => await succeed("POST", `/${verb}`, body),
    click: async (body) => (await succeed("POST", "/click", body))["callbacks"] as SlackCallback[],
    async waitFor(what, count = 1) {
      const { found } = await succeed("POST", "/wait-for", { for: what, count });
      return found as Record<string, unknown>[];
    },
    async effects(op) {
      const query = op === undefined ? "" : `?op=${encodeURIComponent(op)}`;
      const text = await (await fetch(`${url}/__sim/slack/truth${query}`)).text();
      const effects = text.split("\n").slice(0, -1);
      return effects.map((effect) => JSON.parse(effect));
    },
    settings: async (some) => void (await succeed("PUT", "/settings", some)),
    fault: async (fault) => void (await succeed("POST", "/faults", fault)),
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}
