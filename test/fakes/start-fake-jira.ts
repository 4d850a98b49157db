import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What to send besides method and path. */
export interface JiraCallOptions {
  readonly body?: unknown;
  /** The `authorization` header; the default account's unless given. Null sends none. */
  readonly authorization?: string | null;
  readonly signal?: AbortSignal;
}

/** An answer of the site: status, headers, and the parsed JSON body, or the text when it is not JSON. */
export interface JiraCallAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** A simulated Jira Cloud site that runs as a process of its own. */
export interface FakeJira {
  readonly url: string;
  readonly port: number;
  readonly email: string;
  readonly token: string;
  call(method: string, path: string, options?: JiraCallOptions): Promise<JiraCallAnswer>;
  /** The truth log, oldest effect first; only those of one `op`, as `issue.create`, when it is given. */
  effects(op?: string): Promise<Record<string, unknown>[]>;
  /** Kills the process with SIGKILL, unless it has ended, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** The `authorization` header of an account. */
export function basicAuthorization(email: string, token: string): string {
  return `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}`;
}

/** Starts the site on a free port, unless the flags name one, and resolves when it listens. */
export async function startFakeJira(...flags: string[]): Promise<FakeJira> {
  const main = new URL("../../fakes/jira/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => ["it ended at once"])]);
  const url = /^fake jira listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`the fake jira did not start: ${String(line)}`);
  const email = flagIn(flags, "--email") ?? "holdfast@example.com";
  const token = flagIn(flags, "--token") ?? "holdfast";

  return {
    url,
    port: Number(new URL(url).port),
    email,
    token,
    async call(method, path, { body, authorization = basicAuthorization(email, token), signal } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(authorization === null ? {} : { authorization }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
        redirect: "manual",
      });
      const text = await response.text();
      const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json") && text !== "";
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {}, text };
    },
    async effects(op) {
      const query = op === undefined ? "" : `?op=${encodeURIComponent(op)}`;
      const text = await (await fetch(`${url}/__sim/jira/truth${query}`)).text();
      return text
        .split("\n")
        .slice(0, -1)
        .map((effect) => JSON.parse(effect));
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}

function flagIn(flags: readonly string[], name: string): string | undefined {
  const index = flags.indexOf(name);
  return index < 0 ? undefined : flags[index + 1];
}
