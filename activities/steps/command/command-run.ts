import { runDirectory, type RunDirectory } from "../../components/process/run-directory.ts";
import type { StepContext } from "../step.ts";

/** A command of a step, and the run that it has for this attempt. */
export interface CommandRun {
  readonly run: RunDirectory;
  /** Directory and name of the runs of all attempts. */
  readonly runs: { readonly root: string; readonly name: string };
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Name of the artifact that it runs in; absent for none. */
  readonly artifact?: string | undefined;
}

/** The run of a command in this attempt: one for each operation, step and attempt, and others for the undo. */
export async function commandRun(
  given: Pick<CommandRun, "command" | "environment" | "artifact">,
  { operationId, name, attempt, isUndo, cell }: StepContext,
): Promise<CommandRun> {
  const runs = { root: await cell.directory(), name: `${operationId}.${name}${isUndo ? ".undo" : ""}` };
  const { command, environment, artifact } = given;
  return { run: runDirectory(runs.root, runs.name, attempt), runs, command, environment, artifact };
}
