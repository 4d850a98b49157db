import { stat } from "node:fs/promises";
import type { CheckSubject, Liveness } from "../driver.ts";
import { capLog } from "../process/cap-log.ts";
import { readClaim } from "../process/claim.ts";
import { describeExit, readExitSoon } from "../process/exit-note.ts";
import { logTail } from "../process/log-tail.ts";
import { isAlive, type ProcessIdentity } from "../process/process-identity.ts";
import { runDirectory, type RunDirectory } from "../process/run-directory.ts";
import { ifThere } from "../process/system-errors.ts";
import { askHealth } from "./ask-health.ts";
import { readWatchNote } from "./watch-note.ts";

const MISSES_MAX = 3;
const CAP_EVERY_MS = 5_000;
const DEFAULT_INTERVAL_MS = 2_000;

interface Watched {
  readonly run: RunDirectory;
  readonly identity: ProcessIdentity;
  isAsking: boolean;
  askAt: number;
  capAt: number;
  misses: number;
  problem: string;
}

/** Watches services with looks that cost one read of `/proc`; health is asked beside them, and is bad after three misses in a row. */
export interface ServiceChecks {
  check(subject: CheckSubject): Promise<Liveness>;
  /** Forgets what was seen of a component. */
  forget(componentUid: string): void;
}

/** Starts with nothing seen. `root` holds the runs. */
export function serviceChecks(root: string): ServiceChecks {
  const watchedByName = new Map<string, Watched>();

  /** A claim that was won never changes. Therefore it is read once. */
  async function watch({ id, incarnation }: CheckSubject): Promise<Watched | undefined> {
    const run = runDirectory(root, id.componentUid, incarnation);
    const known = watchedByName.get(run.name);
    if (known !== undefined) return known;
    const claim = await readClaim(run);
    if (claim.state !== "won") return undefined;
    const { identity } = claim;
    const watched = { run, identity, isAsking: false, askAt: 0, capAt: 0, misses: 0, problem: "" };
    forget(id.componentUid);
    watchedByName.set(run.name, watched);
    return watched;
  }

  function forget(componentUid: string): void {
    for (const name of watchedByName.keys()) if (name.startsWith(`${componentUid}/`)) watchedByName.delete(name);
  }

  return {
    async check(subject) {
      const watched = await watch(subject);
      if (watched === undefined) return { state: "dead", reason: "exited", detail: "it does not run" };
      if (!(await isAlive(watched.identity))) return await describeDeath(watched);
      const now = performance.now();
      if (now >= watched.capAt) {
        watched.capAt = now + CAP_EVERY_MS;
        await capLog(watched.run);
      }
      // Not awaited: a service that hangs must not keep the watcher from the others.
      if (now >= watched.askAt && !watched.isAsking) void ask(watched);
      if (watched.misses < MISSES_MAX) return { state: "alive" };
      return { state: "dead", reason: "unhealthy", detail: `${watched.problem} (${watched.misses} times in a row)` };
    },
    forget,
  };
}

async function ask(watched: Watched): Promise<void> {
  watched.isAsking = true;
  try {
    const note = await readWatchNote(watched.run);
    watched.askAt = performance.now() + (note?.health?.interval ?? DEFAULT_INTERVAL_MS);
    if (note === undefined) return;
    const answer = await askHealth(note);
    watched.misses = answer.isWell ? 0 : watched.misses + 1;
    watched.problem = answer.isWell ? "" : answer.problem;
  } catch (error) {
    // Counts as a miss: nobody awaits this, and a watcher that cannot look must say so.
    watched.misses += 1;
    watched.problem = `its health could not be asked: ${String(error)}`;
  } finally {
    watched.isAsking = false;
  }
}

async function describeDeath({ run, identity }: Watched): Promise<Liveness> {
  if ((await ifThere(stat(run.stopping))) !== undefined) {
    return { state: "dead", reason: "stopped", detail: `pid ${identity.pid} was stopped in order` };
  }
  const how = `pid ${identity.pid} is gone: ${describeExit(await readExitSoon(run))}`;
  const lastLine = (await logTail(run)).at(-1);
  return { state: "dead", reason: "exited", detail: lastLine === undefined ? how : `${how}, last line: ${lastLine}` };
}
