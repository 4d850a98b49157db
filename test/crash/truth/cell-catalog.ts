import { Client } from "pg";
import { findPostgres } from "../../../embedded/postgres/postgres-server.ts";
import type { Installation } from "../installation.ts";

/** A database or a role of the cell's own server. */
export interface CellObject {
  readonly name: string;
  /** What is written on it: whose it is. Null when nothing is. */
  readonly comment: string | null;
}

/** What lies on the cell's database server, besides what every server has. */
export interface CellCatalog {
  readonly databases: readonly CellObject[];
  readonly roles: readonly CellObject[];
}

const DATABASES = `select datname as name, shobj_description(oid, 'pg_database') as comment
  from pg_database where not datistemplate and datname <> 'postgres'`;
const ROLES = `select rolname as name, shobj_description(oid, 'pg_authid') as comment
  from pg_roles where rolname like 'hf\\_%'`;

/** Reads it. @throws Error when the server does not run */
export async function readCellCatalog({ files }: Installation): Promise<CellCatalog> {
  const server = await findPostgres(files.cellDatabase);
  if (server === undefined) throw new Error("the cell's database server does not run");
  const client = new Client({
    connectionString: server.url("postgres"),
    options: "-c default_transaction_read_only=on",
  });
  await client.connect();
  try {
    const { rows: databases } = await client.query<CellObject>(DATABASES);
    const { rows: roles } = await client.query<CellObject>(ROLES);
    return { databases, roles };
  } finally {
    await client.end();
  }
}
