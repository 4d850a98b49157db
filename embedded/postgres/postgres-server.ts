import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessIdentity } from "../process/process-identity.ts";
import { stopProcess } from "../process/stop-process.ts";
import { databaseUrl } from "./ask-server.ts";
import { OWNER_ROLE } from "./make-cluster.ts";
import { findPostmaster } from "./postmaster.ts";
import { readServerFile, type ServerFile } from "./server-file.ts";

/** An embedded PostgreSQL server that runs on 127.0.0.1. */
export interface PostgresServer {
  readonly port: number;
  /** The role that owns everything, a superuser. */
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  /** The address of a database, there or not. Holds the password. */
  url(database: string): string;
  /** Stops it (open transactions are rolled back) and returns once it is gone; at once when it is. */
  stop(): Promise<void>;
  /** Resolves when it is gone, for whatever reason, or when the signal is aborted. */
  whenGone(signal?: AbortSignal): Promise<void>;
}

const STOP_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** The server that runs on a data directory; absent when there is none. It may not be ready for queries. */
export async function findPostgres(dataDir: string): Promise<PostgresServer | undefined> {
  const file = await readServerFile(dataDir);
  if (file === undefined) return undefined;
  const found = await findPostmaster(file.cluster);
  if (found.state !== "runs") return undefined;
  return postgresServer({ ...file, port: found.port ?? file.port }, found.identity);
}

/** Shows a running process as a server. */
export function postgresServer(file: ServerFile, identity: ProcessIdentity): PostgresServer {
  return {
    port: file.port,
    user: OWNER_ROLE,
    password: file.password,
    pid: identity.pid,
    url: (database) => databaseUrl(file, database),
    // SIGINT is PostgreSQL's fast stop. SIGQUIT is its crash: what was committed is recovered at the next start.
    stop: async () =>
      void (await stopProcess(identity, { askWith: "SIGINT", forceWith: "SIGQUIT", withinMs: STOP_WITHIN_MS })),
    async whenGone(signal) {
      // It need not be our child, so nothing but a look tells.
      while (isAlive(identity) && signal?.aborted !== true) {
        await sleep(LOOK_EVERY_MS, undefined, { ref: false, signal }).catch(() => undefined); // Cut short by the signal.
      }
    },
  };
}
