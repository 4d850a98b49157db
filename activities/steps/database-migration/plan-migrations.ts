import type { MigrationFile } from "./load-files.ts";

/** A row of the table of migrations. */
export interface MigrationRow {
  readonly number: number;
  readonly name: string;
  readonly digest: string;
  readonly startedAt: string;
  /** False for one without a transaction that was begun, and whose end nobody recorded. */
  readonly isFinished: boolean;
}

/** What is to be done, or what speaks against doing anything. */
export interface MigrationPlan {
  readonly pending: readonly MigrationFile[];
  /** Why nothing may run; empty where all is well. */
  readonly problems: readonly string[];
  /** What people should know, and stops nothing. */
  readonly notes: readonly string[];
}

const DIGITS_SHOWN = "sha256:".length + 12;

/** Compares files with what ran before. A file that ran must not have changed; one that is missing is only told. */
export function planMigrations(
  files: readonly MigrationFile[],
  rows: readonly MigrationRow[],
  table: string,
): MigrationPlan {
  const fileByNumber = new Map(files.map((file) => [file.number, file]));
  const rowByNumber = new Map(rows.map((row) => [row.number, row]));
  const last = Math.max(0, ...rows.map(({ number }) => number));
  const pending = files.filter(({ number }) => !rowByNumber.has(number));
  const problems: string[] = [];
  const notes: string[] = [];
  for (const row of rows) {
    const file = fileByNumber.get(row.number);
    if (!row.isFinished) problems.push(unfinished(row, table));
    else if (file === undefined) notes.push(`"${row.name}" ran before and is not in the artifact`);
    else if (file.digest !== row.digest) problems.push(edited(file, row));
    else if (file.name !== row.name) notes.push(`"${file.name}" ran before as "${row.name}"`);
  }
  for (const { name, number } of pending) if (number < last) notes.push(`"${name}" runs after later ones have run`);
  return { pending, problems, notes };
}

function unfinished({ name, number, startedAt }: MigrationRow, table: string): string {
  return (
    `"${name}" runs without a transaction, was begun at ${startedAt}, and nobody recorded its end: look what it did. ` +
    `Then, to run it again: delete from ${table} where number = ${number}; ` +
    `or, if all of it is there: update ${table} set finished_at = now() where number = ${number}`
  );
}

function edited(file: MigrationFile, row: MigrationRow): string {
  const as = file.name === row.name ? "" : ` (then "${row.name}")`;
  const [ran, is] = [row.digest.slice(0, DIGITS_SHOWN), file.digest.slice(0, DIGITS_SHOWN)];
  return `"${file.name}"${as} was changed after it ran: it ran as ${ran}, and is ${is}; put it back, and write a new file`;
}
