import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";
import { TOKEN } from "./fake-api.ts";

const MAIN = resolve(import.meta.dirname, "../../cli/main.ts");

/** How the CLI is started. */
export interface CliOptions {
  /** Address of the server, with the right token; absent for none. */
  readonly url?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it reads; nothing by default. */
  readonly input?: string | Buffer;
}

/** What the CLI did. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A CLI that runs. */
export interface RunningCli {
  /** Everything it wrote so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  kill(signal: NodeJS.Signals): void;
  /** Stops reading what it writes, as `| head` does. */
  stopReading(): void;
  readonly ended: Promise<CliResult>;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory of its own, removed when the test file has ended. */
export function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-cli-"));
  directories.push(directory);
  return directory;
}

/** Starts the CLI as a process of its own, in an environment that knows nothing but what it is given. */
export function startCli(words: readonly string[], options: CliOptions = {}): RunningCli {
  const home = emptyDirectory();
  const server = options.url === undefined ? {} : { HOLDFAST_URL: options.url, HOLDFAST_TOKEN: TOKEN };
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    ...server,
    ...options.env,
  };
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: options.cwd ?? home,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => void (written.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => void (written.stderr += chunk.toString()));
  child.stdin.on("error", () => undefined); // It may end before it has read everything.
  child.stdin.end(options.input ?? "");
  return {
    output: () => ({ ...written }),
    kill: (signal) => void child.kill(signal),
    stopReading: () => void child.stdout.destroy(),
    ended: once(child, "close").then(([code]: (number | null)[]) => ({ code: code ?? null, ...written })),
  };
}

/** Runs the CLI to its end. */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return await startCli(words, options).ended;
}
