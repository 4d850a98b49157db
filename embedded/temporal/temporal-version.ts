import { lastLines, runCommand } from "../process/run-command.ts";

/** The Temporal CLI that Holdfast is tested with; its development server is 1.31.2. */
export const CLI_VERSION = "1.8.2";
/** The newest CLI that Go 1.25 builds. Its server 1.29.1 lacks priorities and upgrades at continue-as-new. */
export const REDUCED_CLI_VERSION = "1.5.1";
/** The oldest server that Holdfast takes from the path. */
export const OLDEST_SERVER = "1.31";

/** What `temporal --version` says. */
export interface TemporalVersion {
  readonly cli: string;
  readonly server: string;
}

/** Reads `temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)`; absent when it is not such a text. */
export function parseTemporalVersion(text: string): TemporalVersion | undefined {
  const [, cli, server] = /version (\S+) \(Server (\d+\.\d+\.\d+)/.exec(text) ?? [];
  return cli === undefined || server === undefined ? undefined : { cli, server };
}

/** Whether a version, as "1.31.2", is that one or a later one, compared number by number. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, want] = [version.split(".").map(Number), oldest.split(".").map(Number)];
  for (const [index, wanted] of want.entries()) {
    const difference = (have[index] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Asks a binary for its version. A binary that does not run, or is no Temporal, is answered with the reason. */
export async function askTemporalVersion(
  path: string,
): Promise<{ readonly version: TemporalVersion } | { readonly problem: string }> {
  try {
    const { code, output } = await runCommand(path, ["--version"]);
    if (code !== 0) return { problem: `"${path} --version" ended with ${code ?? "a signal"}: ${lastLines(output)}` };
    const version = parseTemporalVersion(output);
    return version === undefined ? { problem: `"${path}" is no Temporal CLI: ${lastLines(output)}` } : { version };
  } catch (error) {
    return { problem: `"${path}" does not run: ${error instanceof Error ? error.message : String(error)}` };
  }
}
