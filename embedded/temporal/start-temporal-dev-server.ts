import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { identityOf } from "../process/process-identity.ts";
import { lastLines } from "../process/run-command.ts";
import { stopProcess } from "../process/stop-process.ts";
import { awaitTemporal } from "./await-temporal.ts";
import { temporalDevServerCommand, type DevServerOptions } from "./temporal-dev-server-command.ts";

/** A development server that answers. */
export interface TemporalDevServer {
  /** As `127.0.0.1:7233`. */
  readonly address: string;
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Asks it to end, forces it after 10 s, and returns once it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a development server as a plain child of this process and returns when it answers. Its output goes to the log
 * file. Throws with the end of the log when it ends before, or does not answer within 60 s.
 */
export async function startTemporalDevServer(
  options: DevServerOptions & { readonly logFile: string; readonly signal?: AbortSignal },
): Promise<TemporalDevServer> {
  const { port, namespace = "default", logFile, signal } = options;
  const { command, args } = temporalDevServerCommand(options);
  const log = await open(logFile, "a", 0o600);
  const child = spawn(command, args, { detached: false, stdio: ["ignore", log.fd, log.fd] });
  const exited = once(child, "exit").then(() => undefined);
  exited.catch(() => undefined); // The failure to start is thrown below.
  try {
    await once(child, "spawn");
  } finally {
    await log.close();
  }
  const identity = identityOf(child.pid ?? 0);
  const stop = async () => void (identity !== undefined && (await stopProcess(identity)));
  const address = `127.0.0.1:${port}`;
  const starting = new AbortController();
  const limit = signal === undefined ? starting.signal : AbortSignal.any([signal, starting.signal]);
  const diesFirst = exited.then(() => starting.abort(new Error("it ended before it was ready")));
  try {
    await awaitTemporal({ address, namespace, signal: limit });
    starting.signal.throwIfAborted(); // Another server may have answered on the port that ours could not get.
  } catch (error) {
    await stop();
    await diesFirst;
    const end = lastLines(await readFile(logFile, "utf8"));
    throw new Error(`the Temporal development server did not start: ${end}`, { cause: error });
  }
  return { address, pid: child.pid ?? 0, exited, stop };
}
