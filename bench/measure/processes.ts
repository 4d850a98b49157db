import { readdirSync, readFileSync } from "node:fs";

/** What a process with its children has used so far. */
export interface Used {
  /** User and system time, milliseconds. */
  readonly cpuMs: number;
  /** Resident memory; of a tree that shares memory the proportional share of each process, summed. */
  readonly rssBytes: number;
}

// USER_HZ is 100 on every architecture that Node runs on.
const MS_PER_TICK = 10;

/** What each tree of processes has used so far, by role; empty where there is no /proc. */
export function usedBy(pids: Readonly<Record<string, number>>): ReadonlyMap<string, Used> {
  if (process.platform !== "linux") return new Map();
  const parents = parentByPid();
  return new Map(Object.entries(pids).map(([role, pid]) => [role, usedByTree(treeOf(pid, parents))]));
}

/** Processor time that everything on this machine has used so far, milliseconds; 0 where there is no /proc. */
export function usedByMachine(): number {
  if (process.platform !== "linux") return 0;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (
    /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1] ?? ""
  )
    .split(" ")
    .map(Number);
  return (user + nice + system + irq + softirq) * MS_PER_TICK;
}

function usedByTree(pids: readonly number[]): Used {
  const ticks = pids.map((pid) => statFields(pid).slice(11, 15).map(Number)); // utime, stime, and of children that ended
  const memory = pids.map((pid) =>
    pids.length === 1 ? memoryOf(pid, "status", /^VmRSS:\s+(\d+)/m) : memoryOf(pid, "smaps_rollup", /^Pss:\s+(\d+)/m),
  );
  return { cpuMs: sum(ticks.flat()) * MS_PER_TICK, rssBytes: sum(memory) };
}

function treeOf(root: number, parents: ReadonlyMap<number, number>): readonly number[] {
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

function parentByPid(): ReadonlyMap<number, number> {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return new Map(pids.map((pid) => [pid, Number(statFields(pid)[1])]));
}

/** The fields of `/proc/<pid>/stat` from the state on; none when the process is gone. */
function statFields(pid: number): readonly string[] {
  const text = readProc(pid, "stat");
  return text === "" ? [] : text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function memoryOf(pid: number, file: string, pattern: RegExp): number {
  return Number(pattern.exec(readProc(pid, file))?.[1] ?? 0) * 1024;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // It ended between the listing and the look, or this process may not read it.
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
