import type { RemovalSubject } from "../driver.ts";
import { incarnationsOf, runDirectory, type RunDirectory } from "./run-directory.ts";
import { deleteRuns, stopRun } from "./stop-run.ts";

/** Where runs are, and how long each may take to stop. */
export interface RemoveOptions {
  readonly runs: string;
  readonly stopWithinMs: (run: RunDirectory) => Promise<number>;
  readonly signal: AbortSignal;
}

/** Stops the run of an incarnation, or every run of a component, whose directories go then as well. */
export async function removeRuns(
  subject: RemovalSubject,
  { runs, stopWithinMs, signal }: RemoveOptions,
): Promise<"gone" | "going"> {
  const { id, incarnation, scope } = subject;
  const incarnations = scope === "component" ? await incarnationsOf(runs, id.componentUid) : [incarnation];
  const answers = await Promise.all(
    incarnations.map(async (number) => {
      const run = runDirectory(runs, id.componentUid, number);
      return await stopRun(run, { stopWithinMs: await stopWithinMs(run), signal });
    }),
  );
  if (answers.includes("going")) return "going";
  if (scope === "component") await deleteRuns(runs, id.componentUid);
  return "gone";
}
