import { spawn, type ChildProcess } from "node:child_process";
import { vi, expect } from "vitest";

/** One process of the shop. */
export interface ShopProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has written so far. */
  output(): string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const running = new Set<ChildProcess>();

/** Runs the server of a directory with these variables and no others. */
export function runServer(directory: string, environment: Record<string, string>): ShopProcess {
  const child = spawn(process.execPath, ["server.js"], { cwd: directory, env: environment });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(code ?? signal ?? "unknown");
    });
  });
  return { url: `http://127.0.0.1:${environment["PORT"]}`, process: child, output: () => output, ended };
}

/** Ends every process that `runServer` started and that still runs. */
export const killServers = (): void => running.forEach((child) => child.kill("SIGKILL"));

/** Waits until an address answers with a status, and gives the answer. */
export const answered = (url: string, status: number): Promise<Response> =>
  vi.waitFor(
    async () => {
      const response = await fetch(url);
      expect(response.status).toBe(status);
      return response;
    },
    { timeout: 20_000, interval: 50 },
  );
