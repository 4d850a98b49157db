import { readFile } from "node:fs/promises";
import { Client, Connection } from "@temporalio/client";
import pg from "pg";
import { deleteState } from "../../embedded/delete-state.ts";
import { findPostgres } from "../../embedded/postgres/postgres-server.ts";
import type { ChildEvent } from "../../embedded/process/supervise-child.ts";
import { startStack, type Stack } from "../../embedded/stack.ts";
import type { StateFiles } from "../../embedded/state-files.ts";
import type { Running, StartContestant } from "../contestant.ts";
import { apiCalls } from "./api-calls.ts";
import { graphDocuments } from "./documents.ts";
import { setUpThroughApi } from "./set-up-through-api.ts";

const ROLES = ["temporal", "api", "orchestrator", "cell", "cloud"] as const;

/** Starts Holdfast as it is shipped: Temporal, PostgreSQL, API, both workers, and the simulated cloud. */
export async function startHoldfast(start: StartContestant): Promise<Running> {
  const { directory, seed, timeScale, durability, report, signal } = start;
  // The cell guesses first durations by it; the stack's processes inherit it.
  process.env["HOLDFAST_CLOUD_TIME_SCALE"] = String(timeScale);
  const cloudArguments = ["--seed", seed, "--time-scale", String(timeScale)];
  const onEvent = (event: ChildEvent) => {
    if (event.what === "exited" && !event.wasAsked) report(`${event.role} died, which spoils the measurement`);
  };
  const stack = await startStack({
    stateDir: directory,
    report,
    durability,
    cloudArguments,
    hasTemporalUi: false,
    onEvent,
  }).catch(async (error: unknown) => {
    await deleteState(directory);
    throw error;
  });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const databasePids = await pidsOfDatabases(stack.files);
  const calls = apiCalls(stack.url, (await readFile(stack.tokenFile, "utf8")).trim());
  const prepared = new Set<string>();
  return {
    name: "holdfast",
    temporal: new Client({ connection }),
    cloudUrl: stack.cloudUrl,
    pids: () => ({ ...pidsOf(stack), ...databasePids }),
    commits: async () => await committedIn(stack.databaseUrl),
    async prepare(graph) {
      if (prepared.has(graph.name)) return;
      await calls.apply(await graphDocuments(graph));
      prepared.add(graph.name);
    },
    setUp: setUpThroughApi(calls, signal),
    async stop() {
      await connection.close();
      await stack.stop();
      await deleteState(directory);
    },
  };
}

async function committedIn(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ commits: string }>(
      "select xact_commit as commits from pg_stat_database where datname = current_database()",
    );
    return Number(rows[0]?.commits ?? 0);
  } finally {
    await client.end();
  }
}

function pidsOf(stack: Stack): Readonly<Record<string, number>> {
  const pids = ROLES.map((role) => [role, stack.pid(role)] as const);
  return Object.fromEntries(pids.flatMap(([role, pid]) => (pid === undefined ? [] : [[role, pid] as const])));
}

async function pidsOfDatabases(files: StateFiles): Promise<Readonly<Record<string, number>>> {
  const control = await findPostgres(files.database);
  const cell = await findPostgres(files.cellDatabase);
  return {
    ...(control === undefined ? {} : { postgres: control.pid }),
    ...(cell === undefined ? {} : { "cell's postgres": cell.pid }),
  };
}
