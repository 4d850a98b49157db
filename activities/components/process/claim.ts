import { readFile, writeFile } from "node:fs/promises";
import type { InputDigests } from "./input-digests.ts";
import { parseProcStat, type ProcessIdentity } from "./process-identity.ts";
import type { RunDirectory } from "./run-directory.ts";
import { hasSystemCode, ifThere } from "./system-errors.ts";

/** What a run's claim file says. */
export type Claim =
  /** Nobody has launched this run. */
  | { readonly state: "free" }
  /** The run was taken away: nobody may launch it any more. */
  | { readonly state: "closed" }
  /** A launcher has begun to write it, and writes on or died on the way. */
  | { readonly state: "unfinished" }
  /** This process won the run, with these inputs. */
  | { readonly state: "won"; readonly identity: ProcessIdentity; readonly digests: InputDigests };

const CLOSED = "closed\n";

/** Reads a claim. */
export async function readClaim(run: RunDirectory): Promise<Claim> {
  const text = await ifThere(readFile(run.claim, "utf8"));
  if (text === undefined) return { state: "free" };
  return text === CLOSED ? { state: "closed" } : parseClaim(text);
}

/** Takes a free run, so that a launcher that comes late finds it taken; the directory must be there. */
export async function closeClaim(run: RunDirectory): Promise<void> {
  try {
    await writeFile(run.claim, CLOSED, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) throw error;
  }
}

/** The first line of a claim: what its launcher was given. */
export function claimFacts({ artifact, command, environment }: InputDigests): string {
  return [artifact, command, environment].join(" ");
}

/** Reads what the launcher writes: the facts, its pid, the boot's id, and its line of `/proc` or its start by `ps`. */
export function parseClaim(text: string): Claim {
  const [facts, pid, bootId, start, end] = text.split("\n");
  // The last line feed comes last: without it the launcher has not finished.
  if (facts === undefined || bootId === undefined || start === undefined || end === undefined)
    return { state: "unfinished" };
  const startTime = parseProcStat(start)?.startTime ?? start.trim().split(/\s+/).join(" ");
  const [artifact = "", command = "", environment = ""] = facts.split(" ");
  const identity = { pid: Number(pid), bootId: bootId.trim(), startTime };
  return { state: "won", identity, digests: { artifact, command, environment } };
}
