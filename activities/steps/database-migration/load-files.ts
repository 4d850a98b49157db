import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { findTransactionControl, splitStatements, type Statement } from "./split-statements.ts";

/** One file of migrations. */
export interface MigrationFile {
  readonly number: number;
  readonly name: string;
  /** `sha256:` and 64 hexadecimal digits, of its bytes. */
  readonly digest: string;
  readonly statements: readonly Statement[];
  /** False where its first line says `-- holdfast: no transaction`. */
  readonly isInTransaction: boolean;
}

/** The files in their order, or everything that is wrong with them. */
export type LoadedFiles =
  | { readonly files: readonly MigrationFile[]; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

const NAME = /^(\d{4})_[A-Za-z0-9][A-Za-z0-9_.-]*\.sql$/;
const NO_TRANSACTION = /^--\s*holdfast:\s*no transaction\s*$/i;

/** Reads a directory of migrations; undefined when there is no such directory. Throws what the file system says otherwise. */
export async function loadFiles(directory: string): Promise<LoadedFiles | undefined> {
  const names = await namesIn(directory);
  if (names === undefined) return undefined;
  const problems = names
    .filter((name) => !NAME.test(name))
    .map((name) => `"${name}" is no migration: their names are NNNN_name.sql`);
  problems.push(...repeatedNumbers(names));
  if (problems.length > 0) return { problems };
  const files: MigrationFile[] = [];
  for (const name of names) {
    const loaded = await loadFile(directory, name);
    if ("problem" in loaded) problems.push(loaded.problem);
    else files.push(loaded);
  }
  return problems.length > 0 ? { problems } : { files };
}

async function namesIn(directory: string): Promise<readonly string[] | undefined> {
  const names = await unlessItIs(["ENOENT", "ENOTDIR"], readdir(directory));
  return names?.toSorted();
}

/** What was read; undefined where reading fails with one of these codes. What fails otherwise is no fault of the release. */
async function unlessItIs<Found>(codes: readonly string[], read: Promise<Found>): Promise<Found | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Error && "code" in error && codes.includes(String(error.code))) return undefined;
    throw error;
  }
}

function repeatedNumbers(names: readonly string[]): readonly string[] {
  const byNumber = Map.groupBy(names, (name) => NAME.exec(name)?.[1]);
  return [...byNumber]
    .filter(([number, same]) => number !== undefined && same.length > 1)
    .map(([number, same]) => `${same.map((name) => `"${name}"`).join(" and ")} have the same number ${number}`);
}

async function loadFile(directory: string, name: string): Promise<MigrationFile | { readonly problem: string }> {
  const content = await unlessItIs(["ENOENT", "EISDIR", "ELOOP"], readFile(join(directory, name)));
  if (content === undefined) return { problem: `"${name}" is no file` };
  const sql = decode(content);
  if (sql === undefined) return { problem: `"${name}" is no text in UTF-8` };
  const statements = splitStatements(sql);
  const control = findTransactionControl(statements);
  if (control !== undefined) {
    const [words] = control.text.split("\n");
    return {
      problem: `"${name}" line ${control.line}: "${words?.slice(0, 60)}" may not stand in a file: each runs in a transaction of its own, or in none where its first line is "-- holdfast: no transaction"`,
    };
  }
  return {
    number: Number(name.slice(0, 4)),
    name,
    digest: `sha256:${createHash("sha256").update(content).digest("hex")}`,
    statements,
    isInTransaction: !NO_TRANSACTION.test(sql.split(/\r?\n/, 1)[0] ?? ""),
  };
}

function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
