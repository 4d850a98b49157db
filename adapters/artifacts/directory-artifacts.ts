import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { OrchestratorError } from "../../domain/errors.ts";
import { hasSystemCode, readIfPresent, unlessMissing } from "../files/system-errors.ts";
import { syncDirectory, writeSynced } from "../files/write-durably.ts";
import { draftManifest, formatManifest, invalid, parseManifest, sha256 } from "./manifest.ts";
import type { Artifacts, ManifestEntry } from "./port.ts";
import { removeOldTrees, removeTree } from "./remove-tree.ts";
import { isAsManifest, seal, syncTree, writeArtifactFile } from "./unpacked-tree.ts";

// Far longer than a push takes: what is older was left by a push that was killed.
const DRAFT_KEPT_MS = 24 * 3_600_000;

/** How a file of an artifact reaches the disk; a test puts a full disk here. */
export type WriteArtifactFile = typeof writeArtifactFile;

/**
 * Artifacts unpacked under `root`, each in `sha256/<hex>` with its manifest beside its files.
 *
 * Whole or not there: a push writes beside and renames at its end. Pushes of the same content may run at once.
 */
export function directoryArtifacts(options: {
  readonly root: string;
  readonly writeFile?: WriteArtifactFile;
}): Artifacts {
  const { root, writeFile = writeArtifactFile } = options;
  const stored = join(root, "sha256");
  const drafts = join(root, "drafts");
  // Reading 100 MiB again at each start of a service would cost more than the start.
  const checked = new Set<string>();

  const pathOf = (digest: string) => {
    const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
    return hex === undefined ? undefined : join(stored, hex);
  };

  async function check(digest: string, path: string, manifest: string): Promise<void> {
    if (checked.has(digest)) return;
    const entries = parseManifest(manifest);
    const isWhole = `sha256:${sha256(manifest)}` === digest && entries !== undefined;
    if (!isWhole || !(await isAsManifest(join(path, "files"), entries))) {
      throw corrupt(digest);
    }
    checked.add(digest);
  }

  /** Puts a draft in its place, unless the same content is there whole. */
  async function store(digest: string, draft: string): Promise<void> {
    const path = pathOf(digest) ?? stored;
    const manifest = await readIfPresent(join(path, "manifest"));
    if (manifest !== undefined && (await isSound(check(digest, path, manifest)))) return await removeTree(draft);
    const damaged = join(drafts, randomUUID());
    if (manifest !== undefined) await unlessMissing(rename(path, damaged), undefined);
    try {
      await rename(draft, path);
      await syncDirectory(stored);
    } catch (error) {
      // Another push of the same content was quicker.
      if (!hasSystemCode(error, "ENOTEMPTY", "EEXIST")) throw error;
      await removeTree(draft);
    }
    await removeTree(damaged);
  }

  return {
    async push(files) {
      await removeOldTrees(drafts, DRAFT_KEPT_MS);
      const draft = join(drafts, randomUUID());
      try {
        await mkdir(join(draft, "files"), { recursive: true });
        await mkdir(stored, { recursive: true });
        const manifest = draftManifest();
        for await (const file of files) {
          manifest.add(file);
          await writeFile(join(draft, "files"), file);
        }
        const entries = manifest.entries();
        const text = formatManifest(entries);
        await syncTree(join(draft, "files"), entries);
        await writeSynced(join(draft, "manifest"), text);
        await seal(join(draft, "files"));
        await syncDirectory(draft);
        const digest = `sha256:${sha256(text)}`;
        await store(digest, draft);
        return { digest, files: entries.length, bytes: bytesOf(entries) };
      } catch (error) {
        await removeTree(draft);
        throw asPushError(error);
      }
    },

    async has(digest) {
      const path = pathOf(digest);
      return path !== undefined && (await readIfPresent(join(path, "manifest"))) !== undefined;
    },

    async list() {
      const names = await unlessMissing(readdir(stored), []);
      const artifacts = await Promise.all(
        names.map(async (name) => {
          const file = join(stored, name, "manifest");
          const entries = parseManifest((await readIfPresent(file)) ?? "");
          if (entries === undefined) return [];
          const { mtimeMs } = await stat(file);
          return [{ digest: `sha256:${name}`, files: entries.length, bytes: bytesOf(entries), storedAt: mtimeMs }];
        }),
      );
      return artifacts.flat().toSorted((a, b) => b.storedAt - a.storedAt);
    },

    async files(digest) {
      const path = pathOf(digest);
      const manifest = path === undefined ? undefined : await readIfPresent(join(path, "manifest"));
      const entries = parseManifest(manifest ?? "");
      if (entries === undefined) throw notStored(digest);
      return entries.map((entry) => entry.path);
    },

    async manifest(digest) {
      const path = pathOf(digest);
      const manifest = path === undefined ? undefined : await readIfPresent(join(path, "manifest"));
      if (manifest === undefined) throw notStored(digest);
      const entries = parseManifest(manifest);
      if (entries === undefined || `sha256:${sha256(manifest)}` !== digest) throw corrupt(digest);
      return entries;
    },

    async directory(digest) {
      const path = pathOf(digest);
      const manifest = path === undefined ? undefined : await readIfPresent(join(path, "manifest"));
      if (path === undefined || manifest === undefined) throw notStored(digest);
      await check(digest, path, manifest);
      return join(path, "files");
    },
  };
}

function notStored(digest: string): OrchestratorError {
  return new OrchestratorError("ARTIFACT_NOT_FOUND", `there is no artifact "${digest}"`, { details: { digest } });
}

function corrupt(digest: string): OrchestratorError {
  return new OrchestratorError("ARTIFACT_CORRUPT", `the artifact "${digest}" is not what was pushed`, {
    details: { digest },
  });
}

async function isSound(checking: Promise<void>): Promise<boolean> {
  try {
    await checking;
    return true;
  } catch (error) {
    if (error instanceof OrchestratorError) return false;
    throw error;
  }
}

function bytesOf(entries: readonly ManifestEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

function asPushError(error: unknown): unknown {
  if (hasSystemCode(error, "ENOSPC", "EDQUOT")) {
    return new OrchestratorError("NO_SPACE", "no space is left for the artifact", { cause: error });
  }
  // A file where another path needs a directory, or two names that this file system takes for one.
  if (hasSystemCode(error, "EEXIST", "ENOTDIR", "EISDIR")) return invalid("two of its paths exclude each other", error);
  return error;
}
