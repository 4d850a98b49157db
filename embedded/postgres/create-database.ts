import pg from "pg";

// 42P04: it is there. 23505: somebody makes it at the same moment.
const EXISTS = new Set(["42P04", "23505"]);

/** Makes a database on the server that `url` leads to (any database of it); nothing happens when it is there. */
export async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !EXISTS.has(error.code ?? "")) throw error;
  } finally {
    await client.end();
  }
}
