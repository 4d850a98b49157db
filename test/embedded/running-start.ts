import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { identityOf } from "../../embedded/process/process-identity.ts";
import { waitUntil } from "../../embedded/process/wait-until.ts";

const UP_WITHIN_MS = 60_000;
const entry = (name: string) => fileURLToPath(new URL(`../../embedded/${name}.ts`, import.meta.url));

/** As somebody's own: nobody has built the workflows for them. */
const env = () => ({ ...process.env, HOLDFAST_BUNDLE_DIR: undefined });

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  /** All that it wrote. */
  readonly output: string;
}

/** `npm start` as a process, which is up. */
export interface RunningStart {
  readonly pid: number;
  /** Address of the API, as it was printed. */
  readonly url: string;
  /** All that it wrote so far. */
  output(): string;
  /** Sends a signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

/** Runs a command of the embedded run to its end, without a terminal. */
export async function runEmbedded(name: "start" | "stop" | "reset", args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [entry(name), ...args], { env: env(), stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code, output: `${stdout}${stderr}` };
}

/** Starts Holdfast without its demo and returns when it says that it is up. */
export async function startEmbedded(stateDir: string): Promise<RunningStart> {
  const child = spawn(process.execPath, [entry("start"), "--no-demo", "--state-dir", stateDir], {
    env: env(),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const closed = once(child, "close") as Promise<[number | null]>;
  const address = () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${output}`);
    return output.includes("Ctrl-C stops") ? /Holdfast is up:\s+(\S+)/.exec(output)?.[1] : undefined;
  };
  const url = await waitUntil(address, { what: "Holdfast says that it is up", limitMs: UP_WITHIN_MS }).catch(
    (error: unknown) => {
      child.kill("SIGTERM");
      throw new Error(`${String(error)}: ${output}`);
    },
  );
  const pid = child.pid ?? 0;
  return {
    pid,
    url,
    output: () => output,
    async end(signal) {
      if (identityOf(pid) !== undefined) process.kill(pid, signal);
      const [code] = await closed;
      return { code, output };
    },
  };
}
