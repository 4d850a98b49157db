import type { Subject } from "../driver.ts";
import { cellFiles } from "./cell-files.ts";
import { copyArtifact } from "./copy-artifact.ts";
import { requireCommand } from "./find-command.ts";
import type { Launch } from "./launch-process.ts";
import { digestInputs } from "./input-digests.ts";
import { runDirectory } from "./run-directory.ts";
import type { RunPorts } from "./run-ports.ts";
import { clearEarlierRuns } from "./stop-run.ts";

/** The part of a config that says what to run. */
export interface ProcessConfig {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The run that a subject means, and the digests of what it should be launched with. */
export function runOf({ id, incarnation, config, artifact }: Subject<ProcessConfig>, { runs, keyedHash }: RunPorts) {
  return {
    run: runDirectory(runs, id.componentUid, incarnation),
    digests: digestInputs({ artifact, ...config }, keyedHash),
  };
}

/**
 * Makes everything ready to launch a subject: nothing of earlier incarnations lives, its directory and artifact are there,
 * and its command can be run.
 *
 * @throws OrchestratorError `COMMAND_NOT_FOUND`, and what the artifacts throw
 */
export async function prepareRun(
  subject: Subject<ProcessConfig>,
  ports: RunPorts,
): Promise<Omit<Launch, "afterClaim">> {
  const { id, incarnation, config, artifact } = subject;
  const { run, digests } = runOf(subject, ports);
  await clearEarlierRuns(ports.runs, id.componentUid, incarnation);
  await (ports.files ?? cellFiles).makeDirectory(artifact === undefined ? run.empty : run.path);
  const directory = artifact === undefined ? run.empty : run.work;
  if (artifact !== undefined) await copyArtifact(await ports.artifacts.directory(artifact), run.work);
  const environment = { ...ports.environment, ...config.environment };
  await requireCommand(config.command[0] ?? "", { directory, path: environment["PATH"] ?? "" });
  return { run, digests, directory, environment, command: config.command };
}

/**
 * Finds out whether a subject could be run, and touches nothing of what runs.
 * @throws OrchestratorError `COMMAND_NOT_FOUND`, and what the artifacts throw
 */
export async function checkRun({ config, artifact }: Subject<ProcessConfig>, ports: RunPorts): Promise<void> {
  const directory = artifact === undefined ? "/" : await ports.artifacts.directory(artifact);
  const path = { ...ports.environment, ...config.environment }["PATH"] ?? "";
  await requireCommand(config.command[0] ?? "", { directory, path });
}
