import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { drivers } from "../activities/components/index.ts";
import { directoryArtifacts } from "../adapters/artifacts/directory-artifacts.ts";
import { yamlDocuments } from "../adapters/documents/yaml-documents.ts";
import { celExpressions } from "../adapters/expressions/cel-expressions.ts";
import { fileLogs } from "../adapters/logs/file-logs.ts";
import { environmentSecrets } from "../adapters/secrets/environment-secrets.ts";
import { fileSecrets } from "../adapters/secrets/file-secrets.ts";
import { firstSecrets } from "../adapters/secrets/first-secrets.ts";
import { connectPostgres } from "../adapters/store/connect-postgres.ts";
import { postgresStore } from "../adapters/store/postgres-store.ts";
import { digestJson } from "../workers/digest.ts";
import { readEnvironment } from "../workers/environment.ts";
import { createApi } from "./app.ts";
import { API_VARIABLES } from "./config.ts";
import { ensureToken } from "./ensure-token.ts";
import { sealEvents } from "./events/seal-events.ts";
import { temporalCheck, workersCheck } from "./health/temporal-checks.ts";
import { jsonLog } from "./http/log.ts";
import { serve } from "./http/serve.ts";
import { deliverLooks } from "./outbox/deliver-looks.ts";
import { sendLookThrough } from "./outbox/send-look.ts";
import { createOpenStreams } from "./streams/open-streams.ts";
import { createBell } from "./wakes/bell.ts";
import { hearCommits } from "./wakes/hear-commits.ts";

const STREAMS_MAX = 200;

const config = readEnvironment(API_VARIABLES);
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const token = await ensureToken(config.HOLDFAST_TOKEN_FILE);
const log = jsonLog((line) => process.stdout.write(line));
const inState = (name: string) => join(config.HOLDFAST_STATE_DIR, name);

// Both connect when they are first used, and again after a loss: the API starts and answers while either is away.
const store = postgresStore(connectPostgres(config.DATABASE_URL));
const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS });
const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });

const stopping = new AbortController();
const until = { log, signal: stopping.signal };
const commits = createBell();
const sealed = createBell();
const hearing = hearCommits(store, commits, until);
const sealing = sealEvents(store, { commits, sealed }, until);
const delivering = deliverLooks(store, sendLookThrough(client), { commits, ...until });

const streams = createOpenStreams(STREAMS_MAX);
const api = createApi({
  token,
  version,
  store,
  documents: yamlDocuments(),
  expressions: celExpressions(),
  secrets: firstSecrets([environmentSecrets({ environment: process.env }), fileSecrets({ root: inState("secrets") })]),
  artifacts: directoryArtifacts({ root: inState("artifacts") }),
  logs: fileLogs({ root: inState("cell") }),
  kinds: drivers,
  cells: [config.HOLDFAST_CELL],
  digest: digestJson,
  checks: [
    { name: "database", run: async () => void (await store.ping()) },
    temporalCheck(client, delivering.fault),
    workersCheck(client),
  ],
  streams,
  sealed,
  log,
});
const server = await serve(api.fetch, config.HOLDFAST_API_PORT);
log.info("the API answers", { url: server.url, version, tokenFile: config.HOLDFAST_TOKEN_FILE });

const stop = async () => {
  streams.closeAll();
  await server.drain();
  stopping.abort();
  await Promise.all([hearing, sealing.ended, delivering.ended]);
  await connection.close();
  await store.close();
  log.info("the API has stopped");
};
for (const name of ["SIGTERM", "SIGINT"] as const) {
  process.once(name, () => {
    stop().catch((error: unknown) => {
      log.error("stopping failed", error);
      process.exitCode = 1;
    });
  });
}
