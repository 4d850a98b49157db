import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";

const OUTSIDE_OF_A_TRANSACTION = "-- holdfast: no transaction\n";

/** Names of the migrations of an artifact in the order in which they run. */
export const migrationsOf = (api: string): readonly string[] => readdirSync(join(api, "migrations")).toSorted();

/** Runs the named migrations of an artifact in order: each in a transaction, unless its first line says otherwise. */
export async function runMigrations(api: string, names: readonly string[], url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const name of names) {
      const text = readFileSync(join(api, "migrations", name), "utf8");
      const isAlone = text.startsWith(OUTSIDE_OF_A_TRANSACTION);
      await client.query(isAlone ? text : `begin;\n${text}\ncommit;`);
    }
  } finally {
    await client.end();
  }
}
