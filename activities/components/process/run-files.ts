import { createHash } from "node:crypto";
import { createReadStream, type BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Artifacts, ManifestEntry } from "../../../adapters/artifacts/port.ts";
import { flatten } from "../../../domain/drift/flatten.ts";
import { OrchestratorError } from "../../../domain/errors.ts";
import type { RawFields } from "../drift-watch.ts";
import type { RunDirectory } from "./run-directory.ts";
import { ifThere } from "./system-errors.ts";

const FILES_MAX = 2_000;
const HASHED_BYTES_MAX = 100 * 1024 * 1024;
const KNOWN_FILES_MAX = 200_000;
// A file that is written twice within one tick of the file system's clock keeps its time. Ticks are far shorter.
const SETTLED_MS = 2_000;

/** Compares runs' copies of their artifacts with the artifacts. */
export interface RunFiles {
  /** The files of an artifact as fields, at most 2,000: `files.<path>`, each its mode and the digest of its content. */
  ofArtifact(artifact: string): Promise<RawFields>;
  /** The same files as they are in the copy of a run; undefined where its artifact cannot be read any more. */
  ofRun(run: RunDirectory, artifact: string, signal: AbortSignal): Promise<RawFields | undefined>;
  /** Forgets what was seen of a component. */
  forget(componentUid: string): void;
}

type Known = Map<string, { readonly stamp: string; readonly value: string }>;

/** Starts with nothing seen. A file is read again only where its inode, size, mode or times are others than before. */
export function runFiles(artifacts: Pick<Artifacts, "manifest">): RunFiles {
  const knownByRun = new Map<string, Known>();

  function knownOf(run: RunDirectory): Known {
    const known: Known = knownByRun.get(run.name) ?? new Map();
    knownByRun.delete(run.name);
    knownByRun.set(run.name, known); // The one that was looked at last stands last.
    let files = [...knownByRun.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [name, { size }] of knownByRun) {
      if (files <= KNOWN_FILES_MAX || name === run.name) break;
      knownByRun.delete(name);
      files -= size;
    }
    return known;
  }

  return {
    async ofArtifact(artifact) {
      const entries = await entriesOf(artifacts, artifact);
      return asFields(entries.map((entry) => [entry.path, valueOf(entry)]));
    },

    async ofRun(run, artifact, signal) {
      const entries = await unlessUnreadable(entriesOf(artifacts, artifact));
      if (entries === undefined) return undefined;
      const known = knownOf(run);
      const values: [string, string][] = [];
      for (const entry of entries) {
        signal.throwIfAborted();
        const value = await valueThere(join(run.work, entry.path), known);
        if (value !== undefined) values.push([entry.path, value]);
      }
      return asFields(values);
    },

    forget(componentUid) {
      for (const name of knownByRun.keys()) if (name.startsWith(`${componentUid}/`)) knownByRun.delete(name);
    },
  };
}

/** What is in the place of a file; undefined when nothing is. */
async function valueThere(path: string, known: Known): Promise<string | undefined> {
  const found = await ifThere(lstat(path, { bigint: true }));
  if (found === undefined) return undefined;
  if (!found.isFile()) return found.isSymbolicLink() ? "a symbolic link" : "not a file";
  const stamp = [found.ino, found.size, found.mode, found.mtimeNs, found.ctimeNs].join(" ");
  const before = known.get(path);
  if (before?.stamp === stamp) return before.value;
  const value = await readValue(path, found);
  const isSettled = BigInt(Date.now()) - found.ctimeMs > SETTLED_MS;
  if (value !== undefined && isSettled) known.set(path, { stamp, value });
  return value;
}

async function readValue(path: string, { size, mode }: BigIntStats): Promise<string | undefined> {
  const isExecutable = (mode & 0o100n) !== 0n;
  if (size > HASHED_BYTES_MAX) return `${isExecutable ? "755" : "644"} ${size} bytes`;
  const hash = createHash("sha256");
  const isRead = await ifThere(pipeline(createReadStream(path), hash).then(() => true));
  return isRead === true ? valueOf({ isExecutable, sha256: hash.digest("hex") }) : undefined;
}

async function entriesOf(artifacts: Pick<Artifacts, "manifest">, artifact: string): Promise<readonly ManifestEntry[]> {
  return (await artifacts.manifest(artifact)).slice(0, FILES_MAX);
}

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isUnreadable = error instanceof OrchestratorError && error.code.startsWith("ARTIFACT_");
    if (!isUnreadable) throw error;
    return undefined;
  }
}

function asFields(values: readonly (readonly [string, string])[]): RawFields {
  return values.length === 0 ? {} : flatten(Object.fromEntries(values), "files");
}

function valueOf({ isExecutable, sha256 }: Pick<ManifestEntry, "isExecutable" | "sha256">): string {
  return `${isExecutable ? "755" : "644"} sha256:${sha256}`;
}
