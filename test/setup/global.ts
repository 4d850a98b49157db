import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../adapters/store/migrate.ts";
import { createDatabase } from "../../embedded/postgres/create-database.ts";
import { ensurePostgres } from "../../embedded/postgres/ensure-postgres.ts";
import { removePostgres } from "../../embedded/postgres/remove-postgres.ts";
import { freePort } from "../../embedded/process/free-port.ts";
import { resolveTemporal } from "../../embedded/temporal/resolve-temporal.ts";
import { workflowBundle } from "../../workers/orchestrator/workflow-bundle.ts";
import { startTemporalDevServer } from "../../embedded/temporal/start-temporal-dev-server.ts";

const MIGRATED = "migrated";

const stops: (() => Promise<void>)[] = [];

/**
 * One real PostgreSQL and one real Temporal for all tests, one database with the schema to copy, and one bundle of the
 * workflows for all workers; where they are is in the environment variables set here.
 */
export async function setup(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  const dataDir = join(directory, "database");
  const postgres = await ensurePostgres({
    dataDir,
    logFile: join(directory, "database.log"),
    detached: false,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  stops.push(async () => {
    await postgres.stop();
    await removePostgres(dataDir);
    await rm(directory, { recursive: true, force: true });
  });
  process.env["HOLDFAST_TEST_DATABASE_URL"] = postgres.url("postgres");
  await createDatabase(postgres.url("postgres"), MIGRATED);
  await migrate(postgres.url(MIGRATED));
  process.env["HOLDFAST_TEST_MIGRATED_DATABASE"] = MIGRATED;
  process.env["HOLDFAST_BUNDLE_DIR"] = join(directory, "bundles");
  await workflowBundle(process.env["HOLDFAST_BUNDLE_DIR"]);
  const server = await resolveTemporal({ env: process.env, report: (line) => process.stderr.write(`${line}\n`) });
  if (server.kind === "address") {
    process.env["HOLDFAST_TEST_TEMPORAL"] = server.address;
    return;
  }
  const temporal = await startTemporalDevServer({
    binary: server.path,
    dbFile: join(directory, "temporal.db"),
    port: await freePort(),
    durability: "process",
    // Environments roll after a few looks, so that every test of them crosses a roll or two.
    dynamicConfig: { "limit.historyCount.suggestContinueAsNew": 60 },
    logFile: join(directory, "temporal.log"),
  });
  stops.push(async () => await temporal.stop());
  process.env["HOLDFAST_TEST_TEMPORAL"] = temporal.address;
}

/** Stops both and deletes their data. */
export async function teardown(): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop();
}
