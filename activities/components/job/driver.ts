import { setTimeout as sleep } from "node:timers/promises";
import { defineDriver, type Driver, type Subject } from "../driver.ts";
import { cellFiles, withSpace, type CellFiles } from "../process/cell-files.ts";
import { readClaim } from "../process/claim.ts";
import { requireCommand } from "../process/find-command.ts";
import { digestInputs } from "../process/input-digests.ts";
import { launchProcess } from "../process/launch-process.ts";
import { incarnationsOf, runDirectory } from "../process/run-directory.ts";
import { clearEarlierRuns, deleteRuns, stopRun } from "../process/stop-run.ts";
import type { ServicePorts } from "../service/driver.ts";
import { lookAtJob, type WantedJob } from "./look-at-job.ts";
import { JobConfig } from "./schema.ts";

/** What jobs need of their cell. */
export type JobPorts = Pick<ServicePorts, "runs" | "artifacts" | "keyedHash" | "environment" | "files">;

const LOOK_MS = 25;
const STOP_WITHIN_MS = 10_000;

/** Runs a command to its end, once per input. */
export function jobDriver(ports: JobPorts): Driver<JobConfig> {
  const { runs } = ports;
  const files: CellFiles = ports.files ?? cellFiles;

  const wantedOf = ({ id, incarnation, config, artifact }: Subject<JobConfig>): WantedJob => ({
    run: runDirectory(runs, id.componentUid, incarnation),
    timeoutMs: config.timeout,
    digests: digestInputs({ artifact, ...config }, ports.keyedHash),
  });

  async function launch(subject: Subject<JobConfig>, signal: AbortSignal): Promise<void> {
    const { id, incarnation, config, artifact } = subject;
    const { run, digests } = wantedOf(subject);
    await clearEarlierRuns(runs, id.componentUid, incarnation);
    await files.makeDirectory(artifact === undefined ? run.empty : run.path);
    const directory = artifact === undefined ? run.empty : await ports.artifacts.directory(artifact);
    const environment = { ...ports.environment, ...config.environment };
    await requireCommand(config.command[0] ?? "", { directory, path: environment["PATH"] ?? "" });
    signal.throwIfAborted();
    await launchProcess({ run, command: config.command, directory, environment, digests, then: "record its end" });
  }

  return defineDriver({
    kind: "job",
    summary: "A command that runs to its end once, and again when its command, environment or artifact changes.",
    config: JobConfig,
    artifact: "optional",
    outputs: { exitCode: "public" },
    examples: [
      { command: ["node", "seed.js"] },
      { command: ["sh", "-c", "echo done"], environment: { LEVEL: "info" }, timeout: "30s" },
    ],
    expectedMs: () => 2_000,
    readyWithinMs: 660_000,
    replaceOn: ["artifact", "config.command", "config.environment"],

    async observe(subject, { waitMs, signal }) {
      const wanted = wantedOf(subject);
      const until = Date.now() + waitMs;
      for (;;) {
        signal.throwIfAborted();
        const seen = await lookAtJob(wanted);
        if (seen.state !== "changing" || Date.now() >= until) return seen;
        await sleep(Math.min(LOOK_MS, Math.max(until - Date.now(), 0)), undefined, { signal });
      }
    },

    async apply(subject, signal) {
      const { run } = wantedOf(subject);
      if ((await readClaim(run)).state === "free") await withSpace(async () => await launch(subject, signal));
    },

    async remove({ id, incarnation, scope }, signal) {
      const incarnations = scope === "component" ? await incarnationsOf(runs, id.componentUid) : [incarnation];
      const answers = await Promise.all(
        incarnations.map(
          async (number) => await stopRun(runDirectory(runs, id.componentUid, number), { stopWithinMs: STOP_WITHIN_MS, signal }),
        ),
      );
      if (answers.includes("going")) return "going";
      if (scope === "component") await deleteRuns(runs, id.componentUid);
      return "gone";
    },
  });
}
