import { OrchestratorError } from "../../../domain/errors.ts";
import { defineDriver, type Driver, type RemovalSubject, type Subject } from "../driver.ts";
import { cellFiles, withSpace } from "../process/cell-files.ts";
import { readClaim } from "../process/claim.ts";
import { launchProcess } from "../process/launch-process.ts";
import { observeUntil } from "../process/observe-until.ts";
import { checkRun, prepareRun, runOf } from "../process/prepare-run.ts";
import { removeRuns } from "../process/remove-runs.ts";
import type { RunDirectory } from "../process/run-directory.ts";
import { runFiles } from "../process/run-files.ts";
import { serviceChecks } from "./check-service.ts";
import { portCandidates, portProblem } from "./choose-port.ts";
import { driftOfService } from "./drift-of-service.ts";
import { delayExplanations } from "./explain-delay.ts";
import { leasedPort, PORT_PURPOSE } from "./leased-port.ts";
import { lookAtService } from "./look-at-service.ts";
import { ServiceConfig } from "./schema.ts";
import type { ServicePorts } from "./service-ports.ts";
import { readWatchNote, watchNote } from "./watch-note.ts";

const DEFAULT_STOP_WITHIN_MS = 10_000;

/** Runs OS processes out of artifact directories; they survive whoever launched them. */
export function serviceDriver(ports: ServicePorts): Driver<ServiceConfig> {
  const files = ports.files ?? cellFiles;
  const checks = serviceChecks(ports.runs);
  const explain = delayExplanations();
  const copies = runFiles(ports.artifacts);

  async function launch(subject: Subject<ServiceConfig>, signal: AbortSignal): Promise<void> {
    const prepared = await prepareRun(subject, ports);
    const { componentUid } = subject.id;
    const candidates = await portCandidates(componentUid);
    const port = await ports.records.lease({ cell: ports.cell, componentUid, purpose: PORT_PURPOSE, candidates });
    const taken = await portProblem(port, signal);
    if (taken !== undefined) {
      // Whoever launched this run meanwhile may be the one that listens.
      if ((await readClaim(prepared.run)).state !== "free") return;
      throw taken;
    }
    await files.write(prepared.run.watch, JSON.stringify(watchNote(subject.config, port)));
    const environment = { ...prepared.environment, PORT: String(port) };
    signal.throwIfAborted();
    await launchProcess({ ...prepared, environment, afterClaim: "become" });
  }

  /** What is launched stays as it is; how it is watched may change meanwhile. */
  async function rewatch(run: RunDirectory, { id, config }: Subject<ServiceConfig>): Promise<void> {
    // The note may name another port than the one that the process was given.
    const port = (await leasedPort(ports, id.componentUid)) ?? (await readWatchNote(run))?.port;
    if (port === undefined) throw new OrchestratorError("COMPONENT_FAILED", "nobody knows its port any more");
    await files.write(run.watch, JSON.stringify(watchNote(config, port)));
  }

  async function stop(subject: RemovalSubject, signal: AbortSignal): Promise<"gone" | "going"> {
    const stopWithinMs = async (run: RunDirectory) => (await readWatchNote(run))?.stopWithin ?? DEFAULT_STOP_WITHIN_MS;
    const answer = await removeRuns(subject, { runs: ports.runs, stopWithinMs, signal });
    if (answer === "gone") {
      checks.forget(subject.id.componentUid);
      copies.forget(subject.id.componentUid);
    }
    return answer;
  }

  return defineDriver({
    kind: "service",
    summary: "A process of this machine, out of an artifact, that listens on the port it is given.",
    config: ServiceConfig,
    artifact: "optional",
    outputs: { url: "public", port: "public" },
    examples: [
      { command: ["node", "server.js"] },
      {
        command: ["node", "server.js"],
        environment: { GREETING: "Hello" },
        health: { path: "/healthz", expectStatus: 200, interval: "2s" },
        stopWithin: "10s",
      },
    ],
    expectedMs: () => 1_500,
    readyWithinMs: 60_000,
    blocksForMs: 1_000,
    replaceOn: ["artifact", "config.command", "config.environment"],

    async observe(subject, patience) {
      const isPortKnown = async () => (await leasedPort(ports, subject.id.componentUid)) !== undefined;
      const wanted = { ...runOf(subject, ports), config: subject.config, isPortKnown };
      const seen = await observeUntil(async () => await lookAtService(wanted), patience);
      // What the watcher missed before says nothing of what is ready now.
      if (seen.state === "ready") checks.forget(subject.id.componentUid);
      return seen.state === "changing" ? await explain(wanted.run, seen) : seen;
    },

    prepare: async (subject) => await checkRun(subject, ports),

    async apply(subject, signal) {
      const { run } = runOf(subject, ports);
      const isFree = (await readClaim(run)).state === "free";
      await withSpace(async () => await (isFree ? launch(subject, signal) : rewatch(run, subject)));
    },

    remove: stop,

    async sleep(subject, signal) {
      const answer = await stop({ ...subject, scope: "incarnation" }, signal);
      return answer === "gone" ? "asleep" : "going";
    },

    check: async (subject) => await checks.check(subject),
    drift: driftOfService(ports, copies),
  });
}
