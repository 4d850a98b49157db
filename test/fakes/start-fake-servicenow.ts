import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What to send besides method and path. */
export interface ServiceNowCallOptions {
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** User name, `holdfast` unless given; all have the password `holdfast`. Null sends no credentials. */
  readonly user?: string | null;
  readonly signal?: AbortSignal;
}

/** An answer: status, headers, the text, and the parsed JSON body ({} when it is none). */
export interface ServiceNowAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** One line of the truth log. */
export interface ServiceNowEffect extends Record<string, unknown> {
  readonly effect: string;
  readonly number: string;
  readonly correlationId: string;
  readonly to?: string;
}

/** A simulated ServiceNow that runs as a process of its own. */
export interface FakeServiceNow {
  readonly url: string;
  readonly port: number;
  call(method: string, path: string, options?: ServiceNowCallOptions): Promise<ServiceNowAnswer>;
  /** The accepted effects, oldest first. */
  truth(): Promise<ServiceNowEffect[]>;
  /** Does a verb of a person, as on the page; throws what it is refused with. */
  act(number: string, verb: string, given?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Kills the process with SIGKILL, unless it has ended, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts the instance on a free port, unless the flags name one, and resolves when it listens. */
export async function startFakeServiceNow(...flags: string[]): Promise<FakeServiceNow> {
  const main = new URL("../../fakes/servicenow/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => ["it ended at once"])]);
  const url = /^fake servicenow listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`the fake ServiceNow did not start: ${String(line)}`);

  async function call(method: string, path: string, options: ServiceNowCallOptions = {}): Promise<ServiceNowAnswer> {
    const { body, headers, user = "holdfast", signal } = options;
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(user === null ? {} : { authorization: `Basic ${Buffer.from(`${user}:holdfast`).toString("base64")}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  return {
    url,
    port: Number(new URL(url).port),
    call,
    async truth() {
      const { text } = await call("GET", "/__sim/servicenow/truth");
      return text
        .split("\n")
        .slice(0, -1)
        .map((effect) => JSON.parse(effect));
    },
    async act(number, verb, given = {}) {
      const { status, text, body } = await call("POST", `/__sim/servicenow/changes/${number}/${verb}`, { body: given });
      if (status !== 200) throw new Error(`${verb} of ${number}: ${text}`);
      return body;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
