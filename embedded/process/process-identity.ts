import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** Names one process for ever: a pid alone comes back, together with its boot and start it does not. */
export const ProcessIdentity = z.object({ bootId: z.string(), pid: z.int().positive(), startTime: z.string() });
/** Names one process for ever: a pid alone comes back, together with its boot and start it does not. */
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

interface Seen {
  readonly state: string;
  /** Clock ticks since boot on Linux, the text of `ps` elsewhere. Only ever compared, or turned into an instant below. */
  readonly startTime: string;
}

// USER_HZ, the unit of the start time in /proc/<pid>/stat, is 100 on every architecture that Node runs on.
const TICKS_PER_SECOND = 100;

const hasProc = process.platform === "linux";
let knownBootId: string | undefined;

/** The identity of a running process; absent when there is none with that pid, or only its zombie. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const seen = look(pid);
  if (seen === undefined || isDeadState(seen.state)) return undefined;
  return { bootId: bootId(), pid, startTime: seen.startTime };
}

/** The identity of the process that asks. */
export function ownIdentity(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error("cannot read the identity of this process");
  return identity;
}

/** Whether exactly that process still runs. A zombie, another process with its pid and an earlier boot count as dead. */
export function isAlive(identity: ProcessIdentity): boolean {
  const current = identityOf(identity.pid);
  return current !== undefined && current.startTime === identity.startTime && current.bootId === identity.bootId;
}

/** When a running process was started, epoch milliseconds, right to about a second; absent when there is none. */
export function startedAt(pid: number): number | undefined {
  const seen = look(pid);
  if (seen === undefined || isDeadState(seen.state)) return undefined;
  if (!hasProc) return Date.parse(seen.startTime);
  const bootSeconds = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
  if (bootSeconds === undefined) throw new Error("/proc/stat does not say when the machine was booted");
  return Number(bootSeconds) * 1_000 + (Number(seen.startTime) / TICKS_PER_SECOND) * 1_000;
}

/** Reads state and start out of the text of `/proc/<pid>/stat`; absent when it is not such a text. */
export function parseProcStat(text: string): Seen | undefined {
  // The command name may hold spaces and brackets. Therefore count from the last closing one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

function look(pid: number): Seen | undefined {
  return hasProc ? lookInProc(pid) : askPs(pid);
}

function lookInProc(pid: number): Seen | undefined {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined; // ENOENT or ESRCH: it is gone, which is an answer.
  }
}

function askPs(pid: number): Seen | undefined {
  try {
    const options = { encoding: "utf8", env: { LC_ALL: "C", PATH: "/bin:/usr/bin" }, stdio: "pipe" } as const;
    const [state, ...started] = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], options)
      .trim()
      .split(/\s+/);
    return state === undefined || state === "" ? undefined : { state, startTime: started.join(" ") };
  } catch {
    return undefined; // `ps` exits with 1 when there is no such process.
  }
}

function isDeadState(state: string): boolean {
  return state.startsWith("Z") || state.startsWith("X");
}

function bootId(): string {
  knownBootId ??= hasProc
    ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
    : execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }).trim();
  return knownBootId;
}
