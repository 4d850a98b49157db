import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { LogLevel, WebClient } from "@slack/web-api";
import type { Logger } from "@slack/web-api";
import { type SlackControl, slackControl } from "./slack-control.ts";

/** A simulated Slack that runs as a process of its own. */
export interface FakeSlack extends SlackControl {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Slack's own client, without retries. */
  web(token?: string): WebClient;
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

  return {
    ...slackControl(url),
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
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}
