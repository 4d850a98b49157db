import { criticalTails, type TimedNode } from "./graph.ts";
import { type NameHeap, nameHeap } from "./name-heap.ts";

/**
 * Which nodes run, which may, which wait. Changed in place by the functions below, without clock or chance, so that it
 * may live inside a workflow. All calls for V nodes and E needs together cost O((V + E) log V).
 */
export interface Schedule {
  readonly cap: number;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** Needs that have not ended, by name. */
  readonly openNeeds: Map<string, number>;
  readonly stateByName: Map<string, "waiting" | "running" | "finished" | "failed">;
  readonly ready: NameHeap;
  runningCount: number;
  isStopped: boolean;
}

/**
 * A schedule of a graph with at most `cap` nodes running at once (Infinity for no cap). Needs that name no node are
 * ignored; nodes of a cycle never start.
 */
export function createSchedule(nodes: readonly TimedNode[], cap: number): Schedule {
  const tails = criticalTails(nodes);
  const dependents = new Map<string, string[]>(nodes.map((node) => [node.name, []]));
  const openNeeds = new Map<string, number>();
  const ready = nameHeap((name) => tails.get(name) ?? 0);
  for (const { name, needs } of nodes) {
    const known = [...new Set(needs)].filter((need) => dependents.has(need));
    for (const need of known) dependents.get(need)?.push(name);
    openNeeds.set(name, known.length);
    if (known.length === 0) ready.push(name);
  }
  const stateByName = new Map(nodes.map((node) => [node.name, "waiting" as const]));
  return { cap, dependents, openNeeds, stateByName, ready, runningCount: 0, isStopped: false };
}

/** The names to start now, longest way to the end first, ties by name; from then on they run. Empty when nothing may start. */
export function next(schedule: Schedule): readonly string[] {
  const names: string[] = [];
  while (!schedule.isStopped && schedule.runningCount < schedule.cap) {
    const name = schedule.ready.pop();
    if (name === undefined) break;
    schedule.stateByName.set(name, "running");
    schedule.runningCount += 1;
    names.push(name);
  }
  return names;
}

/** A running node has ended well: what waited for it alone may start. For a node that does not run, nothing changes. */
export function finished(schedule: Schedule, name: string): void {
  if (!end(schedule, name, "finished")) return;
  for (const dependent of schedule.dependents.get(name) ?? []) {
    const open = (schedule.openNeeds.get(dependent) ?? 0) - 1;
    schedule.openNeeds.set(dependent, open);
    if (open === 0) schedule.ready.push(dependent);
  }
}

/** A running node has failed: what needs it, directly or through others, never starts. Others go on. */
export function failed(schedule: Schedule, name: string): void {
  end(schedule, name, "failed");
}

/** From now on nothing starts; what runs may end. */
export function stop(schedule: Schedule): void {
  schedule.isStopped = true;
}

/** Whether nothing runs and nothing may start any more. Call it after `next`. */
export function isDone(schedule: Schedule): boolean {
  return schedule.runningCount === 0 && (schedule.isStopped || schedule.ready.size() === 0);
}

/** Names that run now, in the order of the nodes. */
export function running(schedule: Schedule): readonly string[] {
  return namesIn(schedule, "running");
}

/** Names that were never started, in the order of the nodes. */
export function notStarted(schedule: Schedule): readonly string[] {
  return namesIn(schedule, "waiting");
}

function end(schedule: Schedule, name: string, state: "finished" | "failed"): boolean {
  if (schedule.stateByName.get(name) !== "running") return false;
  schedule.stateByName.set(name, state);
  schedule.runningCount -= 1;
  return true;
}

function namesIn(schedule: Schedule, wanted: "waiting" | "running"): readonly string[] {
  return [...schedule.stateByName].filter(([, state]) => state === wanted).map(([name]) => name);
}
