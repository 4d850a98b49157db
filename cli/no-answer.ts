const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was closed before the answer",
  EPIPE: "the connection was closed before the answer",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "the connection timed out",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
};

/** A request got no answer. Nobody knows whether it arrived, unless `neverArrived`. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  /** Scheme, host and port that were asked. */
  readonly origin: string;
  /** True when no connection came about, so that the server cannot have seen it. */
  readonly neverArrived: boolean;
  /** True for a request that only reads. */
  readonly onlyReads: boolean;

  constructor(url: URL, method: string, cause: unknown) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const reason = REASONS[code] ?? (cause instanceof Error && cause.message !== "" ? cause.message : String(code));
    super(`no answer from ${url.origin}: ${reason}`, { cause });
    this.origin = url.origin;
    this.onlyReads = method === "GET";
    this.neverArrived = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(code);
  }
}
