/** A content-addressed store of artifact directories. */
export interface Artifacts {
  /**
   * Stores a directory given as files; the same content again changes nothing.
   *
   * The digest is `sha256:` and the SHA-256 of the manifest: for each file, sorted by path in byte order,
   * one line `<644|755> <sha256 of content, hex> <size> <path>` and a line feed.
   *
   * @throws OrchestratorError `ARTIFACT_INVALID` for a path that leaves the directory, is given twice, is not
   *   a regular file, or passes a limit (10,000 files, 100 MiB in all, paths of 400 bytes).
   */
  push(
    files: AsyncIterable<ArtifactFile> | Iterable<ArtifactFile>,
  ): Promise<{ readonly digest: string; readonly files: number; readonly bytes: number }>;
  /** Whether the digest is stored whole. */
  has(digest: string): Promise<boolean>;
  /** Every stored digest with its size, newest first. */
  list(): Promise<
    readonly { readonly digest: string; readonly files: number; readonly bytes: number; readonly storedAt: number }[]
  >;
  /** Paths of an artifact's files, in byte order. @throws OrchestratorError `ARTIFACT_NOT_FOUND` */
  files(digest: string): Promise<readonly string[]>;
  /** An artifact's files as they were pushed, by path in byte order. @throws OrchestratorError `ARTIFACT_NOT_FOUND`, `ARTIFACT_CORRUPT` */
  manifest(digest: string): Promise<readonly ManifestEntry[]>;
  /**
   * Path of a read-only directory with exactly the artifact's files, checked against the digest when it was unpacked.
   * @throws OrchestratorError `ARTIFACT_NOT_FOUND`, `ARTIFACT_CORRUPT`, `NO_SPACE`
   */
  directory(digest: string): Promise<string>;
}

/** One file of an artifact. */
export interface ArtifactFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly isExecutable: boolean;
  readonly content: Uint8Array;
}

/** What a manifest says of one file. */
export interface ManifestEntry {
  readonly path: string;
  readonly isExecutable: boolean;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
  readonly size: number;
}
