/** A Temporal server: one that runs already, or the binary of one to start. */
export type TemporalServer =
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "binary"; readonly path: string; readonly version: string };

/** What a way to get Temporal may look at. */
export interface WayContext {
  readonly env: NodeJS.ProcessEnv;
  /** The folder of the cached binaries, one subfolder for each version and platform. */
  readonly cacheDir: string;
  /** Where the official archives lie: `<archiveUrl>/v<version>/<file>`, beside `checksums.txt`. */
  readonly archiveUrl: string;
  /** Told progress, a line at a time. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What one way leads to: a server, the reason why it was passed over, or a mistake that only a person can mend. */
export type WayAnswer =
  | { readonly answer: "found"; readonly server: TemporalServer }
  /** `isUsual` where that is no news to anybody; told only when no way leads to a server. */
  | { readonly answer: "passed over"; readonly why: string; readonly isUsual?: true }
  | { readonly answer: "wrong"; readonly why: string };

/** One way to get a Temporal server. */
export interface Way {
  /** Its name in messages. */
  readonly name: string;
  readonly find: (context: WayContext) => Promise<WayAnswer>;
}
