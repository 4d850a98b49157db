import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const LOOK_EVERY_MS = 200;
const TELL_EVERY_MS = 10_000;

/** Does the work while no other process does work under the same lock, a folder that is made for it and removed again. */
export async function withInstallLock(lockDir, { say, work }) {
  let tellAt = 0;
  for (;;) {
    const answer = tryLock(lockDir);
    if (answer.isMine) break;
    if (answer.ownerPid !== undefined && Date.now() >= tellAt) {
      say(`Process ${answer.ownerPid} is installing the packages; waiting for it.`);
      tellAt = Date.now() + TELL_EVERY_MS;
    }
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  try {
    return await work();
  } finally {
    unlock(lockDir);
  }
}

function tryLock(lockDir) {
  const draft = `${lockDir}.${process.pid}`;
  mkdirSync(dirname(lockDir), { recursive: true, mode: 0o700 });
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, "owner"), `${process.pid} ${startOf(process.pid)}`);
  try {
    renameSync(draft, lockDir); // A folder that holds an owner cannot be replaced: only one racer gets through.
    return { isMine: true };
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
  const owner = readIfThere(join(lockDir, "owner"));
  if (owner === undefined) return { isMine: false }; // Released a moment ago: the next try shows.
  const [pid, start] = owner.split(" ");
  if (startOf(Number(pid)) === start) return { isMine: false, ownerPid: Number(pid) };
  removeStale(lockDir, owner);
  return { isMine: false };
}

function removeStale(lockDir, deadOwner) {
  const stale = `${lockDir}.stale.${process.pid}`;
  try {
    renameSync(lockDir, stale);
    // Another racer may have taken the place of the dead owner between our look and our move. Then it gets it back.
    if (readIfThere(join(stale, "owner")) !== deadOwner) renameSync(stale, lockDir);
  } catch {
    return; // Another racer was quicker.
  }
  rmSync(stale, { recursive: true, force: true });
}

function unlock(lockDir) {
  const released = `${lockDir}.released.${process.pid}`;
  renameSync(lockDir, released);
  rmSync(released, { recursive: true, force: true });
  try {
    rmdirSync(dirname(lockDir)); // Leaves no empty folder behind.
  } catch {
    // It holds the state of a run, or the draft of another racer: it stays.
  }
}

/** When a process was started, as text to compare; absent when it does not run. Only Linux tells it without a tool. */
function startOf(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat !== undefined) return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  if (process.platform === "linux") return undefined;
  try {
    process.kill(pid, 0);
    return "running";
  } catch (error) {
    return error.code === "EPERM" ? "running" : undefined;
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // Not there, or removed while we looked.
  }
}
