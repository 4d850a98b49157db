import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePostgres } from "../../embedded/postgres/ensure-postgres.ts";
import { removePostgres } from "../../embedded/postgres/remove-postgres.ts";
import { freePort } from "../../embedded/process/free-port.ts";
import { resolveTemporal } from "../../embedded/temporal/resolve-temporal.ts";
import { startTemporalDevServer } from "../../embedded/temporal/start-temporal-dev-server.ts";

/** The servers of a run, whose addresses are in the environment's variables as tests expect them. */
export interface Servers {
  /** Stops Temporal and starts it again with what it had stored; absent where it is not ours. */
  readonly restartTemporal?: () => Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL of a run, with its address in the environment's variables, and its files. */
export interface DatabaseServer {
  /** Deleted when it stops. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL only. */
export async function startDatabase(): Promise<DatabaseServer> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-order-"));
  const dataDir = join(directory, "database");
  const postgres = await ensurePostgres({
    dataDir,
    logFile: join(directory, "database.log"),
    detached: false,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  process.env["HOLDFAST_TEST_DATABASE_URL"] = postgres.url("postgres");
  return {
    directory,
    async stop() {
      await postgres.stop();
      await removePostgres(dataDir);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Starts PostgreSQL and Temporal. */
export async function startServers(say: (line: string) => void): Promise<Servers> {
  const { directory, stop: stopPostgres } = await startDatabase();
  const server = await resolveTemporal({ env: process.env, report: say });
  if (server.kind === "address") {
    process.env["HOLDFAST_TEST_TEMPORAL"] = server.address;
    return { stop: stopPostgres };
  }
  const port = await freePort();
  const start = async () =>
    await startTemporalDevServer({
      binary: server.path,
      dbFile: join(directory, "temporal.db"),
      port,
      durability: "process",
      // Environments and promotions roll after a few looks.
      dynamicConfig: { "limit.historyCount.suggestContinueAsNew": 60 },
      logFile: join(directory, "temporal.log"),
    });
  let temporal = await start();
  process.env["HOLDFAST_TEST_TEMPORAL"] = temporal.address;
  return {
    async restartTemporal() {
      await temporal.stop();
      temporal = await start();
    },
    async stop() {
      await temporal.stop();
      await stopPostgres();
    },
  };
}
