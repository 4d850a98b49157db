import { stat } from "node:fs/promises";
import type { OrchestratorError } from "../../../domain/errors.ts";
import type { Observation } from "../driver.ts";
import { readClaim } from "../process/claim.ts";
import { logTail } from "../process/log-tail.ts";
import type { RunDirectory } from "../process/run-directory.ts";
import { ifThere } from "../process/system-errors.ts";
import { strangerOn } from "./choose-port.ts";
import { listeners, sessionOf, socketsOf } from "./listening-ports.ts";
import { readWatchNote } from "./watch-note.ts";

type Changing = Extract<Observation, { readonly state: "changing" }>;
interface Explanation {
  readonly stranger?: OrchestratorError;
  readonly elsewhere?: string;
}

type ExplainDelay = (run: RunDirectory, changing: Changing) => Promise<Observation>;

// Most services listen before that, and whoever looks often must not read the process table each time.
const PATIENCE_MS = 1_000;
const LOOK_AGAIN_MS = 1_000;
const SEEN_MAX = 5_000;

/**
 * Adds to a look what a person needs to see why a service takes so long: the last lines it wrote, and where it listens
 * instead of on its port. A stranger on its port makes it failed.
 */
export function delayExplanations(): ExplainDelay {
  const seenByName = new Map<string, { readonly explanation: Explanation; readonly lookAgainAt: number }>();

  async function explanationOf(run: RunDirectory): Promise<Explanation> {
    const seen = seenByName.get(run.name);
    if (seen !== undefined && Date.now() < seen.lookAgainAt) return seen.explanation;
    const startedAt = (await ifThere(stat(run.claim)))?.mtimeMs ?? Date.now();
    if (Date.now() < startedAt + PATIENCE_MS) return {};
    const explanation = await explain(run);
    if (seenByName.size >= SEEN_MAX) seenByName.clear();
    seenByName.set(run.name, { explanation, lookAgainAt: Date.now() + LOOK_AGAIN_MS });
    return explanation;
  }

  return async (run, changing) => {
    const log = await logTail(run);
    const { stranger, elsewhere } = await explanationOf(run);
    if (stranger !== undefined) return { state: "failed", code: stranger.code, reason: stranger.message, log };
    const reasons = [changing.reason, elsewhere].filter((reason) => reason !== undefined);
    return { state: "changing", reason: reasons.join("; "), log };
  };
}

async function explain(run: RunDirectory): Promise<Explanation> {
  const claim = await readClaim(run);
  const note = await readWatchNote(run);
  if (claim.state !== "won" || note === undefined) return {};
  const stranger = await strangerOn(run, claim.identity.pid, note.port);
  if (stranger !== undefined) return { stranger };
  const ports = await portsOf(claim.identity.pid);
  if (ports.length === 0 || ports.includes(note.port)) return {};
  return { elsewhere: `it listens on ${ports.join(", ")}, not on its PORT ${note.port}` };
}

/** Ports on which a process or its session listens, ascending. */
async function portsOf(leader: number): Promise<readonly number[]> {
  const known = (await listeners()) ?? [];
  const held = await Promise.all((await sessionOf(leader)).map(socketsOf));
  const ports = known.filter(({ inode }) => held.some((sockets) => sockets.has(inode))).map(({ port }) => port);
  return [...new Set(ports)].toSorted((a, b) => a - b);
}
