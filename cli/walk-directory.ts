import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandFailure } from "./command-failure.ts";
import { bytesWords } from "./render/bytes-words.ts";

/** A file of a directory that becomes an artifact. */
export interface WalkedFile {
  /** Where it is on disk. */
  readonly file: string;
  /** Relative to the directory, with `/`. */
  readonly path: string;
  readonly isExecutable: boolean;
  readonly bytes: number;
}

/** What the API takes. */
const MOST_FILES = 10_000;
const MOST_BYTES = 100 * 1024 * 1024;

/**
 * Every regular file below a directory, by path; `.git` is left out.
 * @throws CommandFailure when there is none, for a link or special file, and past 10,000 files or 100 MiB
 */
export async function walkDirectory(directory: string): Promise<readonly WalkedFile[]> {
  const files = (await walk(directory, "")).toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (files.length === 0) throw new CommandFailure(`${directory} holds no files`);
  if (files.length > MOST_FILES)
    throw new CommandFailure(`${directory} holds ${files.length} files; an artifact has at most ${MOST_FILES}`);
  if (bytes > MOST_BYTES)
    throw new CommandFailure(
      `${directory} holds ${bytesWords(bytes)}; an artifact has at most ${bytesWords(MOST_BYTES)}`,
    );
  return files;
}

/** The files as lines of JSON, as the API takes them, each read when its turn comes. */
export async function* artifactLines(files: readonly WalkedFile[]): AsyncGenerator<string> {
  for (const { file, path, isExecutable } of files) {
    const content = await readContent(file);
    yield `${JSON.stringify({ path, isExecutable, content: content.toString("base64") })}\n`;
  }
}

async function walk(directory: string, prefix: string): Promise<WalkedFile[]> {
  const found: WalkedFile[] = [];
  for (const name of await entriesOf(directory)) {
    if (name === ".git") continue;
    const file = join(directory, name);
    const path = `${prefix}${name}`;
    const about = await lstat(file);
    if (about.isDirectory()) found.push(...(await walk(file, `${path}/`)));
    else if (about.isFile()) found.push({ file, path, isExecutable: (about.mode & 0o111) !== 0, bytes: about.size });
    else
      throw new CommandFailure(
        `${file} is ${about.isSymbolicLink() ? "a symbolic link" : "a special file"}; an artifact holds regular files only`,
        about.isSymbolicLink()
          ? { hints: ["leave links out; for npm packages: npm ci --omit=dev --no-bin-links"] }
          : {},
      );
  }
  return found;
}

async function entriesOf(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    throw new CommandFailure(`cannot read ${directory}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function readContent(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandFailure(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
