import { randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "../process/free-port.ts";
import { readIfPresent } from "../process/read-if-present.ts";
import { writeFileAtomically } from "../process/write-file-atomically.ts";
import { serverAccount } from "./server-account.ts";

const ServerFile = z.object({ cluster: z.string(), port: z.int(), password: z.string() });
/** What is kept of a server in its data directory: where its cluster lies, its port and its password. */
export type ServerFile = z.infer<typeof ServerFile>;

// The user that PostgreSQL runs as when we are root can seldom read a home directory or a checkout. This folder is for the
// lasting state of system services; temporary folders are swept, also under a running database.
const ROOT_FOLDER = "/var/lib/holdfast";

/** The folder, made when missing, for what PostgreSQL must read when it runs as another user than we; absent when it does not. */
export async function sharedFolder(): Promise<string | undefined> {
  if ((await serverAccount()) === undefined) return undefined;
  await makeReadable(ROOT_FOLDER);
  return ROOT_FOLDER;
}

/** Makes a folder that every user can enter, whatever the umask. */
export async function makeReadable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

function pathIn(dataDir: string): string {
  return join(dataDir, "server.json");
}

/** Reads what is kept of the server of a data directory; absent when there never was one. */
export async function readServerFile(dataDir: string): Promise<ServerFile | undefined> {
  const text = await readIfPresent(pathIn(dataDir));
  return text === undefined ? undefined : ServerFile.parse(JSON.parse(text));
}

/** Replaces it. The file has mode 0600, for it holds the password. */
export async function writeServerFile(dataDir: string, file: ServerFile): Promise<void> {
  await writeFileAtomically(pathIn(dataDir), JSON.stringify(file, null, 2));
}

/** Reads it, or makes it up with a new password, the wished port or a free one, and writes it. */
export async function ensureServerFile(dataDir: string, port?: number): Promise<ServerFile> {
  const kept = await readServerFile(dataDir);
  if (kept !== undefined) return kept;
  const shared = await sharedFolder();
  const cluster =
    shared === undefined
      ? join(dataDir, "cluster")
      : join(shared, "clusters", randomBytes(6).toString("hex"), "cluster");
  const file = { cluster, port: port ?? (await freePort()), password: randomBytes(24).toString("base64url") };
  await writeServerFile(dataDir, file);
  return file;
}
