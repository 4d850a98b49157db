import { defineDriver, type Driver } from "../driver.ts";
import { withSpace } from "../process/cell-files.ts";
import { readClaim } from "../process/claim.ts";
import { launchProcess } from "../process/launch-process.ts";
import { observeUntil } from "../process/observe-until.ts";
import { checkRun, prepareRun, runOf } from "../process/prepare-run.ts";
import { removeRuns } from "../process/remove-runs.ts";
import { runFiles } from "../process/run-files.ts";
import type { RunPorts } from "../process/run-ports.ts";
import { driftOfJob } from "./drift-of-job.ts";
import { lookAtJob } from "./look-at-job.ts";
import { JobConfig } from "./schema.ts";

const STOP_WITHIN_MS = 10_000;

/** Runs a command to its end, once per input. */
export function jobDriver(ports: RunPorts): Driver<JobConfig> {
  const copies = runFiles(ports.artifacts);
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

    async observe(subject, patience) {
      const wanted = { ...runOf(subject, ports), timeoutMs: subject.config.timeout };
      return await observeUntil(async () => await lookAtJob(wanted), patience);
    },

    prepare: async (subject) => await checkRun(subject, ports),

    async apply(subject, signal) {
      if ((await readClaim(runOf(subject, ports).run)).state !== "free") return;
      await withSpace(async () => {
        const prepared = await prepareRun(subject, ports);
        signal.throwIfAborted();
        await launchProcess({ ...prepared, afterClaim: "record its end" });
      });
    },

    async remove(subject, signal) {
      const answer = await removeRuns(subject, { runs: ports.runs, stopWithinMs: async () => STOP_WITHIN_MS, signal });
      if (answer === "gone") copies.forget(subject.id.componentUid);
      return answer;
    },

    drift: driftOfJob(ports, copies),
  });
}
