import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { ServerAccount } from "./server-account.ts";
import type { ServerFile } from "./server-file.ts";

/** How to start a server. */
export interface Launch {
  readonly program: string;
  readonly account: ServerAccount | undefined;
  readonly logFile: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly detached: boolean;
}

/** The tries to start one server, of which at most one runs. */
export interface Postmasters {
  /** Starts a try. */
  spawn(file: ServerFile): void;
  /** Whether the last try has not ended. */
  isStarting(): boolean;
  /** Ends the last try when it still runs. */
  abandon(): void;
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "64MB",
  max_connections: "200",
  log_checkpoints: "off",
  // The text of a statement that failed may hold a password.
  log_min_error_statement: "panic",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** Starts servers with our settings; those of the launch come on top. The log file is made with mode 0600. */
export function spawnPostmaster({ program, account, logFile, settings, detached }: Launch): Postmasters {
  let child: ChildProcess | undefined;
  return {
    spawn(file) {
      const all = { ...SETTINGS, ...settings, port: String(file.port) };
      const args = ["-D", file.cluster, ...Object.entries(all).flatMap(([key, value]) => ["-c", `${key}=${value}`])];
      const env = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
      const log = openSync(logFile, "a", 0o600);
      try {
        const stdio = ["ignore", log, log] as const;
        child = spawn(program, args, { ...account, cwd: dirname(file.cluster), env, detached, stdio: [...stdio] });
        child.on("error", () => (child = undefined)); // It was no program a moment later: the next try tells again.
        if (detached) child.unref();
      } finally {
        closeSync(log);
      }
    },
    isStarting: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    abandon: () => void child?.kill("SIGQUIT"),
  };
}
