import { cellFiles, withSpace } from "../../components/process/cell-files.ts";
import { copyArtifact } from "../../components/process/copy-artifact.ts";
import { requireCommand } from "../../components/process/find-command.ts";
import { launchProcess } from "../../components/process/launch-process.ts";
import { clearEarlierRuns } from "../../components/process/stop-run.ts";
import type { StepContext } from "../step.ts";
import type { CommandRun } from "./command-run.ts";
import { RUN_DIGESTS } from "./look-at-run.ts";

/**
 * Launches a run unless it is claimed, with nothing left alive of earlier attempts. Answers why it cannot be launched
 * where the release lacks its artifact.
 *
 * @throws OrchestratorError `COMMAND_NOT_FOUND`, `NO_SPACE`, and what the artifacts throw
 */
export async function launchRun(wanted: CommandRun, context: StepContext): Promise<string | undefined> {
  const { run, runs, command, artifact } = wanted;
  const digest = artifact === undefined ? undefined : context.artifact(artifact);
  if (artifact !== undefined && digest === undefined) return `the release has no artifact "${artifact}"`;
  const source = digest === undefined ? undefined : await context.cell.unpacked(digest);
  await withSpace(async () => {
    await clearEarlierRuns(runs.root, runs.name, context.attempt);
    await cellFiles.makeDirectory(source === undefined ? run.empty : run.path);
    if (source !== undefined) await copyArtifact(source, run.work);
    const directory = source === undefined ? run.empty : run.work;
    const environment = { ...context.cell.environment, ...wanted.environment };
    await requireCommand(command[0] ?? "", { directory, path: environment["PATH"] ?? "" });
    context.signal.throwIfAborted();
    await launchProcess({ run, command, directory, environment, digests: RUN_DIGESTS, afterClaim: "record its end" });
  });
  return undefined;
}
