import pg from "pg";
import { z } from "zod";
import { OWNER_ROLE } from "./make-cluster.ts";
import type { ServerFile } from "./server-file.ts";

/** What came of one query: our server is ready, comes up or goes down, or something else (nobody, a stranger) is there. */
export type ServerAnswer = "ready" | "not yet" | "not ours";

const CONNECT_WITHIN_MS = 5_000;
// 57P03: starting up, shutting down or recovering. 57P01: it went down during the query. 53300: no connection is free.
const NOT_YET = new Set(["57P03", "57P01", "53300"]);
const Setting = z.object({ cluster: z.string() });

/** The address of a database on a server. Holds the password. */
export function databaseUrl({ port, password }: ServerFile, database: string): string {
  return `postgres://${OWNER_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Asks, with its password, for the folder of its cluster: only our own server answers that rightly. */
export async function askServer(file: ServerFile): Promise<ServerAnswer> {
  const connectionString = databaseUrl(file, "postgres");
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  client.on("error", () => undefined); // A connection lost while idle: the query, or the next one, tells.
  try {
    await client.connect();
    const { rows } = await client.query("select current_setting('data_directory') as cluster");
    return Setting.parse(rows[0]).cluster === file.cluster ? "ready" : "not ours";
  } catch (error) {
    return error instanceof pg.DatabaseError && NOT_YET.has(error.code ?? "") ? "not yet" : "not ours";
  } finally {
    await client.end().catch(() => undefined); // It may never have been connected.
  }
}
