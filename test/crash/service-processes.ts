import { join } from "node:path";
import { runDirectory } from "../../activities/components/process/run-directory.ts";
import { runProcesses, type RunProcesses } from "../../activities/components/process/run-processes.ts";
import type { Installation } from "./installation.ts";

/** The processes of one life of a service, as the operating system shows them. */
export async function serviceProcesses(
  { files }: Installation,
  { uid, incarnation }: { readonly uid: string; readonly incarnation: number },
): Promise<RunProcesses> {
  return await runProcesses(runDirectory(join(files.cell, "runs"), uid, incarnation));
}
