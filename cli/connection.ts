/** The server to talk to, and why it is this one. */
export interface Connection {
  /** Ends in `/`. */
  readonly url: URL;
  /** For people: `HOLDFAST_URL`, `context "work"`, `/home/a/shop/.holdfast/server.json`. */
  readonly urlFrom: string;
  /** Absent when none was found; the server then refuses. */
  readonly token?: string;
  /** For people, as `urlFrom`; absent with the token. */
  readonly tokenFrom?: string;
  /** Project that commands mean where none is named; only a context has one. */
  readonly project?: string;
}

/** An address with what was kept beside it. */
export interface KnownServer {
  readonly url: URL;
  readonly from: string;
  /** Reads the token kept for this address; undefined when there is none. */
  readonly token: () => Promise<{ readonly token: string; readonly from: string } | undefined>;
  readonly project?: string;
}
