import { setTimeout as sleep } from "node:timers/promises";
import type { Artifacts } from "../../../adapters/artifacts/port.ts";
import type { CellRecords } from "../../../adapters/cell-records/port.ts";
import { defineDriver, type Driver, type Subject } from "../driver.ts";
import { cellFiles, withSpace, type CellFiles } from "../process/cell-files.ts";
import { readClaim } from "../process/claim.ts";
import { requireCommand } from "../process/find-command.ts";
import { digestInputs } from "../process/input-digests.ts";
import { launchProcess } from "../process/launch-process.ts";
import { incarnationsOf, runDirectory } from "../process/run-directory.ts";
import { clearEarlierRuns, deleteRuns, stopRun } from "../process/stop-run.ts";
import { portCandidates, portProblem } from "./choose-port.ts";
import { serviceChecks } from "./check-service.ts";
import { delayExplanations } from "./explain-delay.ts";
import { lookAtService, type WantedService } from "./look-at-service.ts";
import { ServiceConfig } from "./schema.ts";
import { readWatchNote, watchNote } from "./watch-note.ts";

/** What services need of their cell. */
export interface ServicePorts {
  /** Name of the cell, for leases. */
  readonly cell: string;
  /** Directory that holds the runs of all components. */
  readonly runs: string;
  readonly artifacts: Pick<Artifacts, "directory">;
  readonly records: Pick<CellRecords, "lease">;
  /** Hash under the cell's key, for inputs that may be secret. */
  readonly keyedHash: (value: string) => string;
  /** Variables of every process, besides its own: at least PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** How files of a run are written; the machine's file system when absent. */
  readonly files?: CellFiles;
}

const LOOK_MS = 25;
const DEFAULT_STOP_WITHIN_MS = 10_000;

/** Runs OS processes out of artifact directories; they survive whoever launched them. */
export function serviceDriver(ports: ServicePorts): Driver<ServiceConfig> {
  const { runs, files = cellFiles } = ports;
  const checks = serviceChecks(runs);
  const explain = delayExplanations();

  const wantedOf = ({ id, incarnation, config, artifact }: Subject<ServiceConfig>): WantedService => ({
    run: runDirectory(runs, id.componentUid, incarnation),
    config,
    digests: digestInputs({ artifact, ...config }, ports.keyedHash),
  });

  async function launch(subject: Subject<ServiceConfig>, signal: AbortSignal): Promise<void> {
    const { id, incarnation, config, artifact } = subject;
    const { run, digests } = wantedOf(subject);
    await clearEarlierRuns(runs, id.componentUid, incarnation);
    await files.makeDirectory(artifact === undefined ? run.empty : run.path);
    const directory = artifact === undefined ? run.empty : await ports.artifacts.directory(artifact);
    const variables = { ...ports.environment, ...config.environment };
    await requireCommand(config.command[0] ?? "", { directory, path: variables["PATH"] ?? "" });
    const candidates = await portCandidates(id.componentUid);
    const lease = { cell: ports.cell, componentUid: id.componentUid, purpose: "port", candidates };
    const port = await ports.records.lease(lease);
    const taken = await portProblem(port);
    if (taken !== undefined) {
      // Whoever launched this run meanwhile may be the one that listens.
      if ((await readClaim(run)).state !== "free") return;
      throw taken;
    }
    await files.write(run.watch, JSON.stringify(watchNote(config, port)));
    const environment = { ...variables, PORT: String(port) };
    signal.throwIfAborted();
    await launchProcess({ run, command: config.command, directory, environment, digests, then: "become" });
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
    replaceOn: ["artifact", "config.command", "config.environment"],

    async observe(subject, { waitMs, signal }) {
      const wanted = wantedOf(subject);
      const until = Date.now() + waitMs;
      for (;;) {
        signal.throwIfAborted();
        const seen = await lookAtService(wanted);
        if (seen.state !== "changing") return seen;
        if (Date.now() >= until) return await explain(wanted.run, seen);
        await sleep(Math.min(LOOK_MS, Math.max(until - Date.now(), 0)), undefined, { signal });
      }
    },

    async apply(subject, signal) {
      const { run, config } = wantedOf(subject);
      const claim = await readClaim(run);
      if (claim.state === "free") return await withSpace(async () => await launch(subject, signal));
      const note = await readWatchNote(run);
      // What is launched stays as it is; how it is watched may change meanwhile.
      if (note !== undefined) await withSpace(async () => await files.write(run.watch, JSON.stringify(watchNote(config, note.port))));
    },

    async remove({ id, incarnation, scope }, signal) {
      const incarnations = scope === "component" ? await incarnationsOf(runs, id.componentUid) : [incarnation];
      const answers = await Promise.all(
        incarnations.map(async (number) => {
          const run = runDirectory(runs, id.componentUid, number);
          const stopWithinMs = (await readWatchNote(run))?.stopWithin ?? DEFAULT_STOP_WITHIN_MS;
          return await stopRun(run, { stopWithinMs, signal });
        }),
      );
      if (answers.includes("going")) return "going";
      checks.forget(id.componentUid);
      if (scope === "component") await deleteRuns(runs, id.componentUid);
      return "gone";
    },

    check: async (subject) => await checks.check(subject),
  });
}
