import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** A call as the simulator has logged it. */
export interface SecretsLine {
  readonly operation: string;
  readonly secret: string;
  readonly versionId?: string;
  readonly actor: string;
  readonly outcome: string;
}

/** A simulated Secrets Manager that runs as a process of its own. */
export interface FakeSecretsManager {
  readonly url: string;
  /** The real client of somebody else in the account. */
  client(): SecretsManagerClient;
  /** Makes a secret, or rotates it. Answers the version. */
  rotate(name: string, value: string): Promise<string>;
  /** Spoils calls. */
  spoil(fault: object): Promise<void>;
  /** Ends all faults. */
  mend(): Promise<void>;
  log(): Promise<readonly SecretsLine[]>;
  /** Kills the process, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the simulator on a free port, and resolves when it listens. */
export async function startFakeSecretsManager(...flags: string[]): Promise<FakeSecretsManager> {
  const main = new URL("../../fakes/secrets-manager/main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => ["it ended at once"])]);
  const url = /^fake secrets manager listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`the fake Secrets Manager did not start: ${String(line)}`);
  const clients: SecretsManagerClient[] = [];
  const sim = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${url}/_sim${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };

  return {
    url,
    client() {
      const credentials = { accessKeyId: "AKIAOTHER", secretAccessKey: "secret" };
      const client = new SecretsManagerClient({ endpoint: url, region: "eu-west-1", credentials, maxAttempts: 1 });
      clients.push(client);
      return client;
    },
    rotate: async (name, value) =>
      String((await sim("PUT", `/secrets/${encodeURIComponent(name)}`, { value }))["versionId"]),
    spoil: async (fault) => void (await sim("POST", "/faults", fault)),
    mend: async () => void (await sim("DELETE", "/faults")),
    async log() {
      const text = await (await fetch(`${url}/_sim/log`)).text();
      return text
        .split("\n")
        .slice(0, -1)
        .map((each) => JSON.parse(each) as SecretsLine);
    },
    async kill() {
      for (const client of clients) client.destroy();
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}
