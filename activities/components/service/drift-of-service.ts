import { stat } from "node:fs/promises";
import { flatten } from "../../../domain/drift/flatten.ts";
import type { DriftLook, DriftWatch, RawFields } from "../drift-watch.ts";
import { readClaim, type Claim } from "../process/claim.ts";
import { describeExit, readExit } from "../process/exit-note.ts";
import { launchFields } from "../process/launch-fields.ts";
import { mayBeAlive } from "../process/process-identity.ts";
import { runOf } from "../process/prepare-run.ts";
import { runDirectory, type RunDirectory } from "../process/run-directory.ts";
import type { RunFiles } from "../process/run-files.ts";
import { isOwnVariable, shownByProcess, type ShownByProcess } from "../process/shown-by-process.ts";
import { ifThere } from "../process/system-errors.ts";
import { strangerOn } from "./choose-port.ts";
import { leasedPort } from "./leased-port.ts";
import type { ServiceConfig, WatchNote } from "./schema.ts";
import type { ServicePorts } from "./service-ports.ts";
import { readWatchNote, watchNote } from "./watch-note.ts";

type WonClaim = Extract<Claim, { readonly state: "won" }>;

const COMMAND = "config.command";
const ENVIRONMENT = "config.environment";
const GIVEN_PORT = "launch.port";
// Longer than a launcher needs to write its claim.
const LAUNCH_MS = 15_000;

/**
 * How services show drift: by what they were launched with, what their process shows of itself, how they are watched, and
 * their copy of their artifact.
 *
 * What the process shows otherwise than it was given it is learned: a script shows its interpreter, a wrapper may change
 * variables. A variable that nobody has stated is shown, because a launch sets no others. What a process has written beside
 * its artifact's files is its own. Whether it is well is the watcher's to tell, which asks more than once.
 */
export function driftOfService(ports: ServicePorts, files: RunFiles): DriftWatch<ServiceConfig> {
  return {
    version: 1,

    async stated(subject) {
      const { run, digests } = runOf(subject, ports);
      const claim = await readClaim(run);
      const shown = claim.state === "won" ? await shownByProcess(claim.identity.pid, run) : {};
      const port = await leasedPort(ports, subject.id.componentUid);
      return {
        ...launchFields(digests),
        ...asGiven(subject.config, shown),
        ...watchFields(watchNote(subject.config, port ?? 0)),
        ...(port === undefined ? {} : { port, [GIVEN_PORT]: port }),
        ...(subject.artifact === undefined ? {} : await files.ofArtifact(subject.artifact)),
      };
    },

    async look({ id, incarnation }, signal) {
      const run = runDirectory(ports.runs, id.componentUid, incarnation);
      const claim = await readClaim(run);
      if (claim.state === "free") return { state: "absent", reason: "it was not launched, or its run is gone" };
      if (claim.state === "closed") return { state: "absent", reason: "it was stopped" };
      if (claim.state === "unfinished") return await lookAtUnfinished(run);
      const seen = await lookAtProcess({ run, claim, files, signal });
      // What it showed while it died says nothing.
      return (await mayBeAlive(claim.identity)) ? seen : await describeDeath(run, claim);
    },

    isPublic: (path) => !path.startsWith("config.") || isWatchField(path),
    revertOf: (path) => (path === "port" || isWatchField(path) ? "update" : "replace"),
  };
}

/** What its process shows as it was given it. */
function asGiven({ command, environment }: ServiceConfig, shown: ShownByProcess): RawFields {
  const isSame = shown.command !== undefined && JSON.stringify(shown.command) === JSON.stringify(command);
  const variables = Object.entries(environment).filter(
    ([name, value]) => isOwnVariable(name) && shown.environment?.[name] === value,
  );
  return { ...(isSame ? { [COMMAND]: [...command] } : {}), ...variableFields(Object.fromEntries(variables)) };
}

async function lookAtProcess(place: {
  readonly run: RunDirectory;
  readonly claim: WonClaim;
  readonly files: RunFiles;
  readonly signal: AbortSignal;
}): Promise<DriftLook> {
  const { run, claim, files, signal } = place;
  const { pid } = claim.identity;
  const shown = await shownByProcess(pid, run);
  const note = await readWatchNote(run);
  const { artifact } = claim.digests;
  const ofArtifact = artifact === "none" ? {} : await files.ofRun(run, artifact, signal);
  const unseen = [
    ...(shown.command === undefined ? [COMMAND] : []),
    ...(shown.environment === undefined ? [`${ENVIRONMENT}.`, GIVEN_PORT] : []),
    ...(shown.directory === undefined ? ["directory"] : []),
    ...(ofArtifact === undefined ? ["files."] : []),
  ];
  const fields = {
    ...launchFields(claim.digests),
    process: `pid ${pid}`,
    ...(shown.directory === undefined ? {} : { directory: shown.directory }),
    ...(shown.command === undefined ? {} : { [COMMAND]: [...shown.command] }),
    ...variableFields(shown.environment ?? {}),
    ...(shown.port === undefined ? {} : { [GIVEN_PORT]: shown.port }),
    ...(note === undefined ? {} : { ...watchFields(note), port: await portOf(run, pid, note.port) }),
    ...ofArtifact,
  };
  return { state: "seen", fields, ...(unseen.length === 0 ? {} : { unseen }) };
}

function variableFields(variables: Readonly<Record<string, string>>): RawFields {
  return Object.keys(variables).length === 0 ? {} : flatten(variables, ENVIRONMENT);
}

function watchFields({ health, stopWithin }: WatchNote): RawFields {
  return flatten(health === undefined ? { stopWithin } : { stopWithin, health }, "config");
}

function isWatchField(path: string): boolean {
  return path === "config.stopWithin" || path.startsWith("config.health.");
}

/** Its port, and who else listens there. */
async function portOf(run: RunDirectory, pid: number, port: number): Promise<number | string> {
  const stranger = await strangerOn(run, pid, port);
  return stranger === undefined ? port : `${port}, where "${String(stranger.details["program"])}" listens`;
}

async function lookAtUnfinished(run: RunDirectory): Promise<DriftLook> {
  const since = (await ifThere(stat(run.claim)))?.mtimeMs ?? 0;
  if (Date.now() - since < LAUNCH_MS) return { state: "changing" };
  return { state: "absent", reason: "its claim is damaged, so that nobody knows its process" };
}

async function describeDeath(run: RunDirectory, { identity }: WonClaim): Promise<DriftLook> {
  return { state: "absent", reason: `pid ${identity.pid} is gone: ${describeExit(await readExit(run))}` };
}
