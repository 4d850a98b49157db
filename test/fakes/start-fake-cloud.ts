import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What to send besides method and path. */
export interface CallOptions {
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** An answer of the cloud: status, headers, and the parsed JSON body. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A simulated cloud that runs as a process of its own. */
export interface FakeCloud {
  readonly url: string;
  readonly port: number;
  call(method: string, path: string, options?: CallOptions): Promise<CallAnswer>;
  /** The truth log, oldest effect first. */
  effects(): Promise<Record<string, unknown>[]>;
  /** Kills the process with SIGKILL, unless it has ended, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the cloud on a free port, unless the flags name one, and resolves when it listens. */
export async function startFakeCloud(...flags: string[]): Promise<FakeCloud> {
  const main = new URL("../../fakes/cloud/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => ["it ended at once"])]);
  const url = /^fake cloud listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`the fake cloud did not start: ${String(line)}`);

  return {
    url,
    port: Number(new URL(url).port),
    async call(method, path, { key, body, headers, signal } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: key === undefined ? { ...headers } : { "idempotency-key": key, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
    },
    async effects() {
      const text = await (await fetch(`${url}/control/effects`)).text();
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
