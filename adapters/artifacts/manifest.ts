import { createHash } from "node:crypto";
import { OrchestratorError } from "../../domain/errors.ts";
import type { ArtifactFile, ManifestEntry } from "./port.ts";

const FILES_MAX = 10_000;
const BYTES_MAX = 100 * 1024 * 1024;
const PATH_BYTES_MAX = 400;
// The longest name of one file on every file system that we run on.
const NAME_BYTES_MAX = 255;

/** Collects the entries of a manifest and refuses what an artifact may not hold. */
export interface ManifestDraft {
  /** @throws OrchestratorError `ARTIFACT_INVALID` */
  add(file: ArtifactFile): ManifestEntry;
  /** The entries by path in byte order. @throws OrchestratorError `ARTIFACT_INVALID` when there is none. */
  entries(): readonly ManifestEntry[];
}

/** Starts an empty manifest. */
export function draftManifest(): ManifestDraft {
  const entriesByPath = new Map<string, ManifestEntry>();
  let bytes = 0;

  return {
    add({ path, isExecutable, content }) {
      const problem = problemOfPath(path);
      if (problem !== undefined) throw invalid(`the path "${path.slice(0, PATH_BYTES_MAX)}" ${problem}`);
      if (entriesByPath.has(path)) throw invalid(`the path "${path}" is given twice`);
      bytes += content.byteLength;
      if (bytes > BYTES_MAX) throw invalid(`it holds more than ${BYTES_MAX} bytes`);
      const entry = { path, isExecutable, sha256: sha256(content), size: content.byteLength };
      entriesByPath.set(path, entry);
      if (entriesByPath.size > FILES_MAX) throw invalid(`it holds more than ${FILES_MAX} files`);
      return entry;
    },
    entries() {
      if (entriesByPath.size === 0) throw invalid("it holds no file");
      return [...entriesByPath.values()].toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
    },
  };
}

/** The text whose SHA-256 is the artifact's digest. */
export function formatManifest(entries: readonly ManifestEntry[]): string {
  const line = ({ isExecutable, sha256, size, path }: ManifestEntry) =>
    `${isExecutable ? "755" : "644"} ${sha256} ${size} ${path}\n`;
  return entries.map(line).join("");
}

/** The entries of a manifest's text; undefined when it is not one. */
export function parseManifest(text: string): readonly ManifestEntry[] | undefined {
  const lines = text.split("\n").slice(0, -1);
  const entries = lines.flatMap((line): readonly ManifestEntry[] => {
    const [, mode, digest, size, path] = /^(644|755) ([0-9a-f]{64}) (\d+) (.+)$/.exec(line) ?? [];
    if (digest === undefined || path === undefined) return [];
    return [{ path, isExecutable: mode === "755", sha256: digest, size: Number(size) }];
  });
  return entries.length === lines.length && entries.length > 0 ? entries : undefined;
}

/** SHA-256, hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The refusal of an artifact that may not be stored. */
export function invalid(problem: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError("ARTIFACT_INVALID", `this is not an artifact: ${problem}`, { cause });
}

function problemOfPath(path: string): string | undefined {
  if (path === "") return "is empty";
  if (!path.isWellFormed()) return "is not valid Unicode";
  // A line feed would end the manifest's line; a backslash is a separator on Windows.
  if (/[\p{Cc}\\]/u.test(path)) return "holds a control character or a backslash";
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) return `has more than ${PATH_BYTES_MAX} bytes`;
  const names = path.split("/");
  if (names.some((name) => name === "" || name === "." || name === ".."))
    return "leaves the directory or is not normal";
  if (names.some((name) => Buffer.byteLength(name) > NAME_BYTES_MAX))
    return `has a name of more than ${NAME_BYTES_MAX} bytes`;
  return undefined;
}
