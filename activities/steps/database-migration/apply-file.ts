import { DatabaseError, type Client } from "pg";
import { isAway, type Connected } from "../database/in-connection.ts";
import type { MigrationFile } from "./load-files.ts";
import { finishRow, insertRow, type MigrationTable } from "./migration-table.ts";
import { countLines, type Statement } from "./split-statements.ts";

/** A file that the server refused. Its message is for people. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/** Where a file is recorded, and for whom it runs. */
export interface Recording {
  readonly table: MigrationTable;
  /** Operation and step. */
  readonly runBy: string;
}

/**
 * Runs one file: together with its row in one transaction; or, without one, between the two halves of its row, so that
 * a file that was begun and never finished is seen.
 *
 * @throws MigrationRefused when the server refuses a statement
 */
export async function applyFile(
  { client, reset }: Connected,
  file: MigrationFile,
  recording: Recording,
): Promise<void> {
  if (file.isInTransaction) await applyInTransaction(client, file, recording);
  else await applyWithout(client, file, recording);
  // What it set for its session is not for the next one.
  await reset();
}

async function applyInTransaction(client: Client, file: MigrationFile, { table, runBy }: Recording): Promise<void> {
  await client.query("begin");
  try {
    for (const statement of file.statements) await run(client, file, statement);
    await asOurselves(client);
    await insertRow(client, table, { ...file, runBy, isFinished: true });
    await client.query("commit");
  } catch (error) {
    if (!isOfStatement(error)) throw error;
    await client.query("rollback");
    if (error instanceof MigrationRefused) throw error;
    // As of constraints that are checked at the end.
    throw new MigrationRefused(`"${file.name}" at its end: ${say(error)}`, { cause: error });
  }
}

async function applyWithout(client: Client, file: MigrationFile, { table, runBy }: Recording): Promise<void> {
  await insertRow(client, table, { ...file, runBy, isFinished: false });
  for (const statement of file.statements) await run(client, file, statement);
  await asOurselves(client);
  await finishRow(client, table, file.number);
}

async function run(client: Client, file: MigrationFile, statement: Statement): Promise<void> {
  try {
    await client.query(statement.text);
  } catch (error) {
    if (!isOfStatement(error)) throw error;
    throw new MigrationRefused(`"${file.name}" line ${lineOf(statement, error)}: ${say(error)}`, { cause: error });
  }
}

/** The row is written as who connected, whatever role the file took. */
async function asOurselves(client: Client): Promise<void> {
  await client.query("reset session authorization");
  await client.query("reset role");
}

/** Whether the server refused a statement; false when it ended the connection. */
function isOfStatement(error: unknown): error is DatabaseError | MigrationRefused {
  return error instanceof MigrationRefused || (error instanceof DatabaseError && !isAway(error));
}

function lineOf({ text, line }: Statement, error: DatabaseError | MigrationRefused): number {
  const position = error instanceof DatabaseError ? Number(error.position) : Number.NaN;
  return Number.isNaN(position)
    ? line
    : line +
        countLines(
          Array.from(text)
            .slice(0, position - 1)
            .join(""),
        );
}

/** The server's message. Its detail may hold values of rows, and is left out. */
function say(error: DatabaseError | MigrationRefused): string {
  if (error instanceof MigrationRefused) return error.message;
  const hint = error.hint === undefined ? "" : `; ${error.hint}`;
  return `${error.message} (${error.code ?? "no code"})${hint}`;
}
