import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { OrchestratorError } from "../../../domain/errors.ts";
import { lookAtProcess } from "../process/process-identity.ts";
import type { RunDirectory } from "../process/run-directory.ts";
import { runNameOf } from "../process/run-processes.ts";
import { holderOf, isAnswering, listeners, socketsOf, type Listener } from "./listening-ports.ts";

const FROM = 20_000;
const COUNT = 10_000;
const CANDIDATES = 32;
const LET_GO_MS = 1_000;
const LOOK_MS = 25;

/** The ports that a component asks for, best first, always the same ones: 20000 to 29999, without those that somebody listens on. */
export async function portCandidates(componentUid: string): Promise<readonly number[]> {
  const wished = Array.from({ length: CANDIDATES }, (_, index) => FROM + (hash(`${componentUid}/${index}`) % COUNT));
  const known = await listeners();
  if (known !== undefined) return wished.filter((port) => !known.some((listener) => listener.port === port));
  const answering = await Promise.all(wished.map(isAnswering));
  return wished.filter((_, index) => answering[index] !== true);
}

/**
 * That somebody listens on a port and goes on doing so, as an error `PORT_TAKEN` with pid and program where known;
 * undefined when nobody does. What has just been killed gets a moment to let go of it.
 */
export async function portProblem(port: number, signal: AbortSignal): Promise<OrchestratorError | undefined> {
  const until = Date.now() + LET_GO_MS;
  for (;;) {
    const problem = await lookAtPort(port);
    if (problem === undefined || Date.now() > until) return problem;
    await sleep(LOOK_MS, undefined, { signal });
  }
}

async function lookAtPort(port: number): Promise<OrchestratorError | undefined> {
  const known = await listeners();
  if (known === undefined) return (await isAnswering(port)) ? portTaken(port) : undefined;
  const sockets = known.filter((listener) => listener.port === port);
  return sockets.length === 0 ? undefined : portTaken(port, await holderOf(sockets));
}

/** Who listens on a run's port, when it is none of the run's processes; undefined when it is one, or cannot be told. */
export async function strangerOn(
  run: RunDirectory,
  leader: number,
  port: number,
): Promise<OrchestratorError | undefined> {
  const sockets = ((await listeners()) ?? []).filter((listener) => listener.port === port);
  if (sockets.length === 0 || (await holdsOne(leader, sockets))) return undefined;
  const holder = await holderOf(sockets);
  if (holder === undefined || (await isOfRun(holder.pid, run, leader))) return undefined;
  return portTaken(port, holder);
}

async function holdsOne(pid: number, sockets: readonly Listener[]): Promise<boolean> {
  const held = await socketsOf(pid);
  return sockets.some(({ inode }) => held.has(inode));
}

/** A program may overwrite its environment, so the session counts as well. */
async function isOfRun(pid: number, run: RunDirectory, leader: number): Promise<boolean> {
  return (await runNameOf(pid)) === run.name || (await lookAtProcess(pid))?.session === leader;
}

function portTaken(port: number, holder?: { readonly pid: number; readonly program: string }): OrchestratorError {
  const who = holder === undefined ? "another process" : `"${holder.program}", pid ${holder.pid},`;
  return new OrchestratorError("PORT_TAKEN", `${who} listens on port ${port}`, { details: { port, ...holder } });
}

function hash(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}
