import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { hasSystemCode } from "./system-errors.ts";

/** Names one process for ever: a pid alone comes back, together with its boot and its start it does not. */
export interface ProcessIdentity {
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks since boot on Linux, the text of `ps` elsewhere; only ever compared. */
  readonly startTime: string;
}

/** What the system says of a process. */
export interface SeenProcess {
  readonly startTime: string;
  readonly isZombie: boolean;
  /** Its process group and session; 0 where the system does not say. */
  readonly group: number;
  readonly session: number;
}

const run = promisify(execFile);
let knownBootId: Promise<string> | undefined;

/** Whether exactly that process runs. A zombie, another process with its pid and an earlier boot count as dead. */
export async function isAlive({ bootId: boot, pid, startTime }: ProcessIdentity): Promise<boolean> {
  const seen = await lookAtProcess(pid);
  return seen !== undefined && !seen.isZombie && seen.startTime === startTime && boot === (await bootId());
}

/**
 * Whether that process may run, without starting a program to find out. Exact on Linux; elsewhere any process with its pid
 * counts, and only `isAlive` knows better.
 */
export async function mayBeAlive(identity: ProcessIdentity): Promise<boolean> {
  if (process.platform === "linux") return await isAlive(identity);
  try {
    return process.kill(identity.pid, 0); // Signal 0 reaches nobody: it asks whether there is somebody.
  } catch (error) {
    return hasSystemCode(error, "EPERM");
  }
}

/** The process with that pid; undefined when there is none. */
export async function lookAtProcess(pid: number): Promise<SeenProcess | undefined> {
  if (process.platform !== "linux") return await askPs(pid);
  try {
    // Answered out of memory. An asynchronous read would cost more than the answer, twice a second for each service.
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined; // ENOENT or ESRCH: it is gone, which is an answer.
  }
}

/** Reads the text of `/proc/<pid>/stat`; undefined when it is not such a text. */
export function parseProcStat(text: string): SeenProcess | undefined {
  // The command's name may hold spaces and brackets. Therefore count from the last closing one.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .trim()
    .split(" ");
  const [state, , group, session] = fields;
  const [threads, startTime] = [fields[17], fields[19]];
  if (state === undefined || startTime === undefined) return undefined;
  // The first thread may have ended while others run on, or are still letting go of what they hold, as of a port.
  const isZombie = state === "X" || (state === "Z" && Number(threads) <= 1);
  return { startTime, isZombie, group: Number(group), session: Number(session) };
}

/** Names this boot of the machine. */
export async function bootId(): Promise<string> {
  knownBootId ??=
    process.platform === "linux"
      ? Promise.resolve(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim())
      : run("sysctl", ["-n", "kern.bootsessionuuid"]).then(({ stdout }) => stdout.trim());
  return await knownBootId;
}

async function askPs(pid: number): Promise<SeenProcess | undefined> {
  try {
    const { stdout } = await run("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
      env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
    });
    const [state, ...started] = stdout.trim().split(/\s+/);
    if (state === undefined || state === "") return undefined;
    return { startTime: started.join(" "), isZombie: state.startsWith("Z"), group: 0, session: 0 };
  } catch {
    return undefined; // `ps` exits with 1 when there is no such process.
  }
}
