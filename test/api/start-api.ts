import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../api/main.ts", import.meta.url));

/** An API process of its own, on a state directory of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly token: string;
  readonly tokenFile: string;
  /** Sends a request with the token. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Asks it to stop and answers its exit code and all that it wrote. */
  stop(): Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Runs api/main.ts until it says where it answers. */
export async function startApi(variables: {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** Kept when it ends; absent for one of its own, which is deleted. */
  readonly stateDir?: string;
}): Promise<ApiProcess> {
  const stateDir = variables.stateDir ?? (await mkdtemp(join(tmpdir(), "holdfast-api-")));
  const tokenFile = join(stateDir, "token");
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: variables.databaseUrl,
      TEMPORAL_ADDRESS: variables.temporalAddress,
      HOLDFAST_API_PORT: "0",
      HOLDFAST_TOKEN_FILE: tokenFile,
      HOLDFAST_STATE_DIR: stateDir,
      HOLDFAST_WEBHOOK_ALLOW_PRIVATE: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /"url":"(http:[^"]+)"/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`the API ended: ${output}`)));
  });
  const token = (await readFile(tokenFile, "utf8")).trim();
  return {
    url,
    token,
    tokenFile,
    send: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${token}`);
      return await fetch(`${url}${path}`, { ...init, headers });
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
      if (variables.stateDir === undefined) await rm(stateDir, { recursive: true, force: true });
      return { code: child.exitCode, output };
    },
  };
}
