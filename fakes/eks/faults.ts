import type { Draw } from "./draw.ts";
import type { Fault } from "./fault-schema.ts";
import { globPattern } from "./glob.ts";
import type { Line } from "./truth-log.ts";

/** The call a fault may hit. */
export interface FaultyCall {
  readonly operation: string;
  /** Key of what it is about. */
  readonly resource: string;
  readonly account: string;
  readonly region: string;
  readonly sdkAttempt?: number | undefined;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A fault, and what it did so far. */
export interface WaitingFault {
  readonly fault: Fault;
  readonly injected: number;
  readonly matched: number;
}

/** Faults waiting for their calls. */
export interface Faults {
  /** Puts a fault in place of one with the same id. */
  add(fault: Fault, nowMs: number): void;
  remove(id: string): boolean;
  clear(): void;
  /** The faults that hit a call, oldest first, each used up by one. */
  take(call: FaultyCall, nowMs: number): readonly WaitingFault[];
  /** Counts one that hit the `matched`th matching call before the process was started. */
  noteInjected(id: string, matched: number): void;
  all(): readonly WaitingFault[];
}

interface Kept {
  readonly fault: Fault;
  readonly untilMs: number;
  matched: number;
  injected: number;
}

export function waitingFaults(draw: Draw): Faults {
  const kept = new Map<string, Kept>();

  function hits(entry: Kept, call: FaultyCall, nowMs: number): boolean {
    const { fault } = entry;
    if (nowMs > entry.untilMs || !matches(fault, call)) return false;
    if (fault.times !== "forever" && entry.injected >= fault.times) return false;
    entry.matched += 1;
    if (entry.matched <= fault.after) return false;
    const of = { incarnation: `fault/${fault.id}`, event: "hit", ordinal: entry.matched };
    if (draw.fraction(of) >= fault.probability) return false;
    entry.injected += 1;
    return true;
  }

  return {
    add(fault, nowMs) {
      const untilMs = fault.forSeconds === undefined ? Infinity : nowMs + fault.forSeconds * 1000;
      kept.set(fault.id, { fault, untilMs, matched: 0, injected: 0 });
    },
    remove: (id) => kept.delete(id),
    clear: () => kept.clear(),
    take: (call, nowMs) =>
      [...kept.values()].filter((entry) => hits(entry, call, nowMs)).map((entry) => ({ ...entry })),
    noteInjected(id, matched) {
      const entry = kept.get(id);
      if (entry === undefined) return;
      entry.injected += 1;
      entry.matched = matched;
    },
    all: () => [...kept.values()].map(({ fault, injected, matched }) => ({ fault, injected, matched })),
  };
}

/** What a line of kind `fault` tells of it. */
export type FaultNote =
  | { readonly armed: Fault }
  | { readonly disarmed: string }
  | { readonly disarmedAll: true }
  | { readonly injected: string; readonly action: Fault["action"]; readonly matched: number };

/** Arms faults as a log says, each used up as often as it was injected. */
export function followFaults(faults: Faults, lines: readonly Line[]): void {
  for (const { kind, detail, simTime } of lines) {
    if (kind !== "fault") continue;
    const note = detail as FaultNote;
    if ("armed" in note) faults.add(note.armed, simTime);
    if ("disarmed" in note) faults.remove(note.disarmed);
    if ("disarmedAll" in note) faults.clear();
    if ("injected" in note) faults.noteInjected(note.injected, note.matched);
  }
}

function matches({ match }: Fault, call: FaultyCall): boolean {
  const { operation, resource, account, region, sdkAttempt, input } = match;
  if (operation !== undefined && ![operation].flat().includes(call.operation)) return false;
  if (resource !== undefined && !globPattern(resource).test(call.resource)) return false;
  if (account !== undefined && account !== call.account) return false;
  if (region !== undefined && region !== call.region) return false;
  if (sdkAttempt !== undefined && sdkAttempt !== call.sdkAttempt) return false;
  return input === undefined || contains(call.input, input);
}

/** Whether a value has at least what another one has. */
function contains(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return value === wanted;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(wanted).every(([name, member]) => contains(Reflect.get(value, name), member));
}
