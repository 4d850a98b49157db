import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, isPortFree } from "../process/free-port.ts";
import { readIfPresent } from "../process/read-if-present.ts";
import { lastLines } from "../process/run-command.ts";
import { userCacheDir } from "../process/user-cache-dir.ts";
import { withFileLock } from "../process/with-file-lock.ts";
import { askServer } from "./ask-server.ts";
import { makeCluster } from "./make-cluster.ts";
import { findPostgresPrograms } from "./postgres-programs.ts";
import { postgresServer, type PostgresServer } from "./postgres-server.ts";
import { findPostmaster, postmasterPath, type Postmaster } from "./postmaster.ts";
import { serverAccount } from "./server-account.ts";
import { ensureServerFile, readServerFile, sharedFolder, writeServerFile, type ServerFile } from "./server-file.ts";
import { spawnPostmaster, type Postmasters } from "./spawn-postmaster.ts";

/** Which server to have, and how it is to live. */
export interface EnsurePostgresOptions {
  /** Holds its `server.json` and, unless we are root, its cluster; made with mode 0700 when missing. */
  readonly dataDir: string;
  /** Wished for when the data directory is new; a free one by default. */
  readonly port?: number;
  /**
   * Whether a made server may move to another port when a stranger has taken its own; true by default. Say false where
   * its address was given away: then it waits for its port, and fails naming it.
   */
  readonly mayMove?: boolean;
  /** Its output is appended to it. */
  readonly logFile: string;
  /** Settings of the server, as `fsync` → `off`, in addition to ours; used when this call starts it. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether it has a session of its own and so outlives this process and a Ctrl-C in its terminal. */
  readonly detached: boolean;
  /** The environment of this process by default. */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

const READY_WITHIN_MS = 20_000;
const RECOVERED_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Has a PostgreSQL server on a data directory: joins the one that runs, else starts it, and makes it the first time.
 *
 * Returns when a query has worked. May be called by several processes at once. Throws with the end of the log when it does
 * not come up within 20 s; while it recovers from a crash it is given 10 minutes.
 */
export async function ensurePostgres(options: EnsurePostgresOptions): Promise<PostgresServer> {
  const { signal, env = process.env } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const work = async () => {
    const isNew = (await readServerFile(dataDir)) === undefined;
    const file = await ensureServerFile(dataDir, options.port);
    const copyTo = (await sharedFolder()) ?? userCacheDir(env);
    const account = await serverAccount();
    const programs = await findPostgresPrograms({ env, copyTo });
    await makeCluster(file, programs, { account, isSynced: options.settings?.["fsync"] !== "off" });
    const launch = { program: programs.postgres, account, ...options };
    const mayMove = isNew || options.mayMove !== false;
    return await bringUp({ ...options, dataDir, mayMove }, file, spawnPostmaster(launch));
  };
  return await withFileLock(join(dataDir, "start.lock"), work, { signal });
}

async function bringUp(
  { dataDir, logFile, signal, mayMove }: EnsurePostgresOptions,
  kept: ServerFile,
  postmasters: Postmasters,
): Promise<PostgresServer> {
  const recoveredBy = Date.now() + RECOVERED_WITHIN_MS;
  let deadline = Date.now() + READY_WITHIN_MS;
  let file = kept;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const found = await findPostmaster(file.cluster);
      if (found.state === "runs") {
        file = await withPort(dataDir, file, found.port ?? file.port);
        const answer = await askServer(file);
        if (answer === "ready") return postgresServer(file, found.identity);
        if (answer === "not yet") deadline = Math.min(recoveredBy, Date.now() + READY_WITHIN_MS);
      } else if (!postmasters.isStarting()) {
        // Also the way out when the last try failed because processes of a killed server still held its memory.
        await removeMisleadingFile(file.cluster, found);
        const isFree = await isPortFree(file.port);
        if (!isFree && mayMove === true) file = await withPort(dataDir, file, await freePort());
        if (isFree || mayMove === true) postmasters.spawn(file);
        else if (Date.now() >= deadline) throw portTaken(file);
      }
      if (Date.now() >= deadline) throw await notReady(logFile, file);
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } catch (error) {
    postmasters.abandon();
    throw error;
  }
}

async function withPort(dataDir: string, file: ServerFile, port: number): Promise<ServerFile> {
  if (port === file.port) return file;
  const changed = { ...file, port };
  await writeServerFile(dataDir, changed);
  return changed;
}

/** After a restart of the machine another process may have the pid in the file, and PostgreSQL would refuse to start. */
async function removeMisleadingFile(cluster: string, found: Postmaster): Promise<void> {
  if (found.state === "stale" && found.isPidTaken) await rm(postmasterPath(cluster), { force: true });
}

function portTaken({ port, cluster }: ServerFile): Error {
  return new Error(
    `port ${port} of PostgreSQL in "${cluster}" is taken by another process: stop that process, its address cannot change`,
  );
}

async function notReady(logFile: string, file: ServerFile): Promise<Error> {
  const end = lastLines((await readIfPresent(logFile)) ?? "");
  return new Error(`PostgreSQL in "${file.cluster}" is not ready after ${READY_WITHIN_MS / 1_000} s: ${end}`);
}
