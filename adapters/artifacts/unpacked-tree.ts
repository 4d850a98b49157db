import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { unlessMissing } from "../files/system-errors.ts";
import { syncDirectory } from "../files/write-durably.ts";
import type { ManifestEntry } from "./port.ts";
import type { ArtifactFile } from "./port.ts";

const AT_ONCE = 16;

/** Writes one file of an artifact under a directory, read-only; its path was checked. */
export async function writeArtifactFile(
  directory: string,
  { path, isExecutable, content }: ArtifactFile,
): Promise<void> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content, { flag: "wx", mode: isExecutable ? 0o555 : 0o444 });
}

/** Brings the files of a tree, and the names of its directories, to the disk. */
export async function syncTree(directory: string, entries: readonly ManifestEntry[]): Promise<void> {
  const files = entries.map(({ path }) => join(directory, path));
  for (let from = 0; from < files.length; from += AT_ONCE) {
    await Promise.all(files.slice(from, from + AT_ONCE).map(syncFile));
  }
  await eachDirectory(directory, syncDirectory);
}

/** Takes the right to write from every directory of a tree. */
export async function seal(directory: string): Promise<void> {
  await eachDirectory(directory, async (path) => await chmod(path, 0o555));
}

/** Whether a tree holds exactly the files of a manifest, byte by byte. */
export async function isAsManifest(directory: string, entries: readonly ManifestEntry[]): Promise<boolean> {
  const found = await unlessMissing(readdir(directory, { recursive: true, withFileTypes: true }), []);
  const paths = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"));
  const wanted = new Set(entries.map(({ path }) => path));
  if (paths.length !== wanted.size || !paths.every((path) => wanted.has(path))) return false;
  for (const entry of entries) {
    if (!(await isAsEntry(join(directory, entry.path), entry))) return false;
  }
  return true;
}

async function isAsEntry(file: string, { isExecutable, sha256, size }: ManifestEntry): Promise<boolean> {
  const found = await lstat(file);
  if (!found.isFile() || found.size !== size || ((found.mode & 0o100) !== 0) !== isExecutable) return false;
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex") === sha256;
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function eachDirectory(root: string, act: (path: string) => Promise<void>): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const directories = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of [root, ...directories]) await act(path);
}
