import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { Installation } from "../setup/installation.ts";

/** Every table of the control database as text, by name. */
export async function databaseTables(url: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1",
    );
    const tables = new Map<string, string>();
    for (const { name } of rows) {
      const { rows: lines } = await client.query<{ line: string }>(`select t::text as line from ${name} t`);
      tables.set(name, lines.map(({ line }) => line).join("\n"));
    }
    return tables;
  } finally {
    await client.end();
  }
}

/** The history of every run of every workflow as text, payloads decoded, by workflow and run. */
export async function histories(holdfast: Installation): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { workflowId, runId } of holdfast.client.workflow.list()) {
    const history = await holdfast.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const decoded = JSON.stringify(history, (_key, value: unknown) => asText(value));
    found.set(`${workflowId} ${runId}`, decoded);
  }
  return found;
}

/** Payloads are bytes; as JSON they would be numbers. */
function asText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  const isBuffer = typeof value === "object" && value !== null && "type" in value && value.type === "Buffer";
  if (isBuffer && "data" in value && Array.isArray(value.data)) return Buffer.from(value.data).toString("utf8");
  return value;
}

/** Every file below a directory as text (bytes as Latin-1, so that nothing is lost), by path; folders in `without` are left out. */
export async function filesBelow(
  directory: string,
  without: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const isLeftOut = without.some((folder) => path.startsWith(join(directory, folder, "/")));
    if (entry.isFile() && !isLeftOut) found.set(path, await readFile(path, "latin1"));
  }
  return found;
}
