import type { DriftLook, DriftWatch } from "../drift-watch.ts";
import { readClaim, type Claim } from "../process/claim.ts";
import { describeExit, readExit } from "../process/exit-note.ts";
import { launchFields } from "../process/launch-fields.ts";
import { mayBeAlive } from "../process/process-identity.ts";
import { runOf } from "../process/prepare-run.ts";
import { runDirectory, type RunDirectory } from "../process/run-directory.ts";
import type { RunFiles } from "../process/run-files.ts";
import type { RunPorts } from "../process/run-ports.ts";
import type { JobConfig } from "./schema.ts";

type WonClaim = Extract<Claim, { readonly state: "won" }>;

/**
 * How jobs that have ended show drift: by what they were launched with, how they ended, and their copy of their artifact.
 * A job may write into its own copy while it runs; therefore its files are learned.
 *
 * Nothing of it is put back. Only another run could, and that would repeat what the job does to others, to mend files that
 * nobody reads: it is told instead, and whoever wants another run changes its inputs.
 */
export function driftOfJob(ports: RunPorts, files: RunFiles): DriftWatch<JobConfig> {
  return {
    version: 1,
    stated: async (subject) => ({ ...launchFields(runOf(subject, ports).digests), exitCode: 0 }),

    async look({ id, incarnation }, signal) {
      const run = runDirectory(ports.runs, id.componentUid, incarnation);
      const claim = await readClaim(run);
      if (claim.state === "free") return { state: "absent", reason: "it was not launched, or its run is gone" };
      if (claim.state === "closed") return { state: "absent", reason: "it was stopped" };
      if (claim.state === "unfinished" || (await mayBeAlive(claim.identity))) return { state: "changing" };
      return await lookAtEnded({ run, claim, files, signal });
    },

    isPublic: () => true,
    revertOf: () => "none",
  };
}

async function lookAtEnded(place: {
  readonly run: RunDirectory;
  readonly claim: WonClaim;
  readonly files: RunFiles;
  readonly signal: AbortSignal;
}): Promise<DriftLook> {
  const { run, claim, files, signal } = place;
  const { artifact } = claim.digests;
  const exit = await readExit(run);
  const ofArtifact = artifact === "none" ? {} : await files.ofRun(run, artifact, signal);
  const fields = {
    ...launchFields(claim.digests),
    ...(exit === undefined ? {} : { exitCode: "code" in exit ? exit.code : describeExit(exit) }),
    ...ofArtifact,
  };
  return { state: "seen", fields, ...(ofArtifact === undefined ? { unseen: ["files."] } : {}) };
}
