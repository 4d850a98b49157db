import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { EKSClient } from "@aws-sdk/client-eks";
import type { EKSClientConfig } from "@aws-sdk/client-eks";

/** A line of the truth log. */
export type TruthLine = Readonly<Record<string, unknown>> & { readonly seq: number; readonly kind: string };

/** A simulated EKS that runs as a process of its own. */
export interface FakeEks {
  readonly url: string;
  readonly port: number;
  /** The real client, for one account and region; no second attempts unless asked for. */
  client(options?: { accessKey?: string } & EKSClientConfig): EKSClient;
  /** A call under `/_sim`. @throws Error unless it is answered 2xx. */
  sim(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  log(query?: string): Promise<readonly TruthLine[]>;
  /** Kills the process with SIGKILL, unless it has ended, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the process is gone. */
  exited(): Promise<void>;
}

/** Starts the simulator on a free port, unless the flags name one, and resolves when it listens. */
export async function startFakeEks(...flags: string[]): Promise<FakeEks> {
  const main = new URL("../../fakes/eks/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => ["it ended at once"])]);
  const url = /^fake eks listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`the fake EKS did not start: ${String(line)}`);
  const clients: EKSClient[] = [];

  return {
    url,
    port: Number(new URL(url).port),
    client({ accessKey = "AKIATEST", ...options } = {}) {
      const credentials = { accessKeyId: accessKey, secretAccessKey: "secret" };
      const client = new EKSClient({ endpoint: url, region: "eu-west-1", credentials, maxAttempts: 1, ...options });
      clients.push(client);
      return client;
    },
    async sim(method, path, body) {
      const response = await fetch(`${url}/_sim${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? {} : JSON.parse(text);
    },
    async log(query = "") {
      const text = await (await fetch(`${url}/_sim/log?${query}`)).text();
      return text
        .split("\n")
        .slice(0, -1)
        .map((each) => JSON.parse(each));
    },
    async kill() {
      for (const client of clients) client.destroy();
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
    exited: async () => void (await exited),
  };
}
