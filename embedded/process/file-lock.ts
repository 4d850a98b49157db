import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, ownIdentity, ProcessIdentity } from "./process-identity.ts";
import { hasCode, isMissing } from "./read-if-present.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/** A lock that this process holds until it releases it or ends. */
export interface FileLock {
  /** The owner that died without releasing it; absent when the lock was free. */
  readonly deadOwner?: ProcessIdentity;
  /** Gives the lock back. Does nothing the second time. */
  release(): Promise<void>;
}

/** The answer to one try: the lock, or who has it. */
export type LockAnswer =
  | { readonly kind: "acquired"; readonly lock: FileLock }
  | { readonly kind: "held"; readonly owner: ProcessIdentity };

const RELEASED = "released";

/**
 * Tries once to take the lock that lies in the folder `path`, which is made when missing.
 *
 * The folder holds one numbered file, whose content names the owner or says "released". Taking the lock means being the
 * first to link the next number, which only one can, also when several find the same dead owner at the same time.
 * The highest number is never deleted, so that numbers only grow and a late racer cannot win with an old one.
 */
export async function tryFileLock(path: string): Promise<LockAnswer> {
  await mkdir(path, { recursive: true });
  for (;;) {
    const newest = await newestNumber(path);
    const owner = newest === 0 ? RELEASED : await readOwner(join(path, String(newest)));
    if (owner === undefined) continue; // Replaced while we looked.
    if (owner !== RELEASED && isAlive(owner)) return { kind: "held", owner };
    const mine = newest + 1;
    if (!(await claim(path, mine))) continue;
    if ((await newestNumber(path)) > mine) {
      await rm(join(path, String(mine)), { force: true }); // What we had read was old: others went past it.
      continue;
    }
    await removeOlder(path, mine);
    const lock = heldLock(join(path, String(mine)));
    return { kind: "acquired", lock: owner === RELEASED ? lock : { ...lock, deadOwner: owner } };
  }
}

function heldLock(file: string): FileLock {
  let isHeld = true;
  return {
    async release() {
      if (!isHeld) return;
      isHeld = false;
      await writeFileAtomically(file, RELEASED);
    },
  };
}

async function numbersIn(path: string): Promise<number[]> {
  return (await readdir(path)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function newestNumber(path: string): Promise<number> {
  return Math.max(0, ...(await numbersIn(path)));
}

async function readOwner(file: string): Promise<ProcessIdentity | typeof RELEASED | undefined> {
  try {
    const text = await readFile(file, "utf8");
    return text === RELEASED ? RELEASED : ProcessIdentity.parse(JSON.parse(text));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new Error(`the lock file "${file}" is not readable: remove it when nothing uses it`, { cause: error });
  }
}

/** Writes first and links then, so that a claim is complete from the moment it can be seen. */
async function claim(path: string, number: number): Promise<boolean> {
  const draft = join(path, `draft-${randomUUID()}`);
  await writeFile(draft, JSON.stringify(ownIdentity()));
  try {
    await link(draft, join(path, String(number)));
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeOlder(path: string, mine: number): Promise<void> {
  const older = (await numbersIn(path)).filter((number) => number < mine);
  await Promise.all(older.map(async (number) => await rm(join(path, String(number)), { force: true })));
}
