import { CLI_VERSION, OLDEST_SERVER } from "./temporal-version.ts";

/** One way that was tried in vain. */
export interface TriedWay {
  readonly way: string;
  readonly why: string;
}

/** No Temporal server could be got. The message lists what was tried and what a person can do. */
export class TemporalUnavailable extends Error {
  override readonly name = "TemporalUnavailable";
  readonly tried: readonly TriedWay[];

  constructor(tried: readonly TriedWay[]) {
    super(
      [
        "found no Temporal server. Tried, in this order:",
        ...tried.map(({ way, why }, index) => `  ${index + 1}. ${way}: ${why}`),
        "Do one of these, and start again:",
        "  - set TEMPORAL_ADDRESS to a server that runs, as 127.0.0.1:7233",
        `  - install the Temporal CLI (https://docs.temporal.io/cli, server ${OLDEST_SERVER} or newer) on the PATH,`,
        "    or set TEMPORAL_CLI_PATH to its binary",
        `  - connect to the internet, so that the archive of version ${CLI_VERSION} can be fetched (about 50 MB)`,
        "  - install Go 1.26.4 or newer (https://go.dev/dl), so that it can be built (about 5 minutes, once)",
      ].join("\n"),
    );
    this.tried = tried;
  }
}
