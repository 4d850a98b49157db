import { rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { findPostgres } from "./postgres-server.ts";
import { readServerFile } from "./server-file.ts";

/** Stops the server of a data directory and deletes all of its data, wherever it lies. Nothing happens when there is none. */
export async function removePostgres(dataDir: string): Promise<void> {
  await (await findPostgres(dataDir))?.stop();
  const file = await readServerFile(dataDir);
  const isElsewhere = file !== undefined && dirname(file.cluster) !== resolve(dataDir);
  // The pointer goes last, so that a repeat after a crash still finds the data.
  if (isElsewhere) await rm(dirname(file.cluster), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}
