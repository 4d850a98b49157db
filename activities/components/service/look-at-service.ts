import { stat } from "node:fs/promises";
import type { Observation } from "../driver.ts";
import { readClaim, type Claim } from "../process/claim.ts";
import { describeExit, readExitSoon } from "../process/exit-note.ts";
import { changedInputs, type InputDigests } from "../process/input-digests.ts";
import { logTail } from "../process/log-tail.ts";
import { isAlive } from "../process/process-identity.ts";
import type { RunDirectory } from "../process/run-directory.ts";
import { processesNamed } from "../process/run-processes.ts";
import { ifThere } from "../process/system-errors.ts";
import { askHealth } from "./ask-health.ts";
import { strangerOn } from "./choose-port.ts";
import type { ServiceConfig } from "./schema.ts";
import { changedWatch, readWatchNote, watchNote } from "./watch-note.ts";

/** What a service should be, and where its run keeps its files. */
export interface WantedService {
  readonly run: RunDirectory;
  readonly config: ServiceConfig;
  readonly digests: InputDigests;
  /** Whether its port is known without its watch note. */
  readonly isPortKnown: () => Promise<boolean>;
}

type WonClaim = Extract<Claim, { readonly state: "won" }>;

// Shells end with these when they cannot run what they were told to.
const NOT_RUNNABLE = [126, 127];
// Longer than a launcher needs to find out that it cannot run a command, also on a busy machine.
const LAUNCH_MS = 15_000;

/** Looks at a service once. A changing one comes without its log. */
export async function lookAtService(wanted: WantedService): Promise<Observation> {
  const claim = await readClaim(wanted.run);
  if (claim.state === "free") return { state: "absent" };
  if (claim.state === "closed") return { state: "gone", reason: "it was stopped" };
  if (claim.state === "unfinished") return await lookAtLauncher(wanted.run);
  if (!(await isAlive(claim.identity))) return await lookAtDead(wanted, claim);
  return await lookAtLiving(wanted, claim);
}

async function lookAtLauncher(run: RunDirectory): Promise<Observation> {
  const living = await processesNamed((name) => name === run.name);
  if (living.length > 0) return { state: "changing", reason: "it is being launched" };
  // Finished between the two looks.
  if ((await readClaim(run)).state === "won") return { state: "changing", reason: "it is being launched" };
  return { state: "gone", reason: "it died while it was launched", log: await logTail(run) };
}

async function lookAtDead({ run, config }: WantedService, { identity }: WonClaim): Promise<Observation> {
  const exit = await readExitSoon(run);
  const log = await logTail(run);
  if (exit !== undefined && "code" in exit && NOT_RUNNABLE.includes(exit.code) && (await diedAtOnce(run))) {
    const reason = `"${config.command[0] ?? ""}" could not be run: ${describeExit(exit)}`;
    return { state: "failed", code: "COMMAND_NOT_FOUND", reason, log };
  }
  const reason = `pid ${identity.pid} is gone: ${describeExit(exit)}${await wasToAnswer({ run, config })}`;
  return { state: "gone", reason, log };
}

/** Where it was to answer, for people; empty where it never got a port. */
async function wasToAnswer({ run, config }: Pick<WantedService, "run" | "config">): Promise<string> {
  const note = await readWatchNote(run);
  return note === undefined ? "" : `; it was to answer at http://127.0.0.1:${note.port}${config.health?.path ?? ""}`;
}

async function lookAtLiving(wanted: WantedService, claim: WonClaim): Promise<Observation> {
  const { run, config, digests } = wanted;
  const changed = changedInputs(claim.digests, digests);
  if (changed.length > 0) return { state: "differs", fields: changed, replace: true };
  const note = await readWatchNote(run);
  if (note === undefined) return { state: "differs", fields: ["port"], replace: !(await wanted.isPortKnown()) };
  const rewatched = changedWatch(note, watchNote(config, note.port));
  if (rewatched.length > 0) return { state: "differs", fields: rewatched, replace: false };
  const health = await askHealth(note);
  if (!health.isWell) return { state: "changing", reason: health.problem };
  const stranger = await strangerOn(run, claim.identity.pid, note.port);
  if (stranger !== undefined) {
    return { state: "failed", code: stranger.code, reason: stranger.message, log: await logTail(run) };
  }
  return { state: "ready", outputs: { url: `http://127.0.0.1:${note.port}`, port: note.port } };
}

async function diedAtOnce(run: RunDirectory): Promise<boolean> {
  const [claim, exit] = await Promise.all([ifThere(stat(run.claim)), ifThere(stat(run.exit))]);
  return claim !== undefined && exit !== undefined && exit.mtimeMs - claim.mtimeMs < LAUNCH_MS;
}
