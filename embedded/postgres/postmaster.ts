import { join } from "node:path";
import { identityOf, startedAt, type ProcessIdentity } from "../process/process-identity.ts";
import { readIfPresent } from "../process/read-if-present.ts";

/** What a server has written into its `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  /** Epoch milliseconds, right to a second. */
  readonly startedAt: number;
  /** Absent while it starts. */
  readonly port?: number;
}

// The file holds whole seconds, and the boot time that the system's start times count from is itself rounded.
const START_TOLERANCE_MS = 5_000;

/** Reads the text of a `postmaster.pid`: pid, folder, start, port, a line each; absent when it is not such a text. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const [pid, , started, port] = text.split("\n").map((line) => Number(line.trim() || Number.NaN));
  if (!Number.isInteger(pid) || !Number.isInteger(started) || pid === undefined || started === undefined) {
    return undefined;
  }
  const file = { pid, startedAt: started * 1_000 };
  return port !== undefined && Number.isInteger(port) ? { ...file, port } : file;
}

/** What is known of the server of a cluster. `stale`: its file names a process that is gone, or by now another one. */
export type Postmaster =
  | { readonly state: "none" }
  | { readonly state: "stale"; readonly isPidTaken: boolean }
  | { readonly state: "runs"; readonly identity: ProcessIdentity; readonly port?: number };

/** Looks whether the server of a cluster runs. */
export async function findPostmaster(cluster: string): Promise<Postmaster> {
  const text = await readIfPresent(postmasterPath(cluster));
  const file = text === undefined ? undefined : parsePostmasterFile(text);
  if (file === undefined) return { state: "none" };
  const identity = identityOf(file.pid);
  const started = startedAt(file.pid);
  if (identity === undefined || started === undefined) return { state: "stale", isPidTaken: false };
  if (Math.abs(started - file.startedAt) > START_TOLERANCE_MS) return { state: "stale", isPidTaken: true };
  return { state: "runs", identity, ...(file.port === undefined ? {} : { port: file.port }) };
}

/** The file by which a cluster names its server. */
export function postmasterPath(cluster: string): string {
  return join(cluster, "postmaster.pid");
}
