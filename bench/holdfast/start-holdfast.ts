import pg from "pg";
import type { Running, StartContestant } from "../contestant.ts";
import { graphDocuments } from "./documents.ts";
import { setUpThroughApi } from "./set-up-through-api.ts";
import { startMeasuredStack } from "./start-stack.ts";

/** Starts Holdfast as it is shipped: Temporal, PostgreSQL, API, both workers, and the simulated cloud. */
export async function startHoldfast({ signal, ...start }: StartContestant): Promise<Running> {
  const { temporal, calls, cloudUrl, databaseUrl, pids, stop } = await startMeasuredStack(start);
  const prepared = new Set<string>();
  return {
    name: "holdfast",
    temporal,
    cloudUrl,
    pids,
    commits: async () => await committedIn(databaseUrl),
    async prepare(graph) {
      if (prepared.has(graph.name)) return;
      await calls.apply(await graphDocuments(graph));
      prepared.add(graph.name);
    },
    setUp: setUpThroughApi(calls, signal),
    stop,
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
