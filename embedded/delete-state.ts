import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { onceDirectory } from "./options.ts";
import { findPostgres } from "./postgres/postgres-server.ts";
import { removePostgres } from "./postgres/remove-postgres.ts";
import { stopProvenChildren } from "./process/state-lock.ts";
import { stateFiles } from "./state-files.ts";
import { stopCell } from "./stop-cell.ts";
import { takeOver } from "./take-over.ts";

/** Stops everything that runs on a state directory and deletes it with all of its data, wherever that lies. */
export async function deleteState(directory: string): Promise<void> {
  // An unattended run that failed left its state in here, with data that may lie elsewhere.
  const once = onceDirectory(directory);
  if (existsSync(once)) await deleteState(once);
  const files = stateFiles(directory);
  const { lock } = await takeOver(directory);
  await stopProvenChildren(lock);
  await (await findPostgres(files.database))?.stop();
  await stopCell(files);
  await removePostgres(files.database);
  await removePostgres(files.cellDatabase);
  await rm(directory, { recursive: true, force: true });
}
