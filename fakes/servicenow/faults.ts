import type { FaultBody } from "./schema.ts";

/** The call a fault may hit. */
export interface FaultyCall {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly body: string;
}

/** A fault as it stands now. */
export type WaitingFault = FaultBody & { readonly id: number; readonly hits: number };

/** Faults waiting for their calls. */
export interface Faults {
  add(fault: FaultBody): WaitingFault;
  /** Removes all faults. */
  clear(): void;
  isEmpty(): boolean;
  /** The oldest fault that matches the call, used up by one; undefined when there is none. */
  take(call: FaultyCall): FaultBody | undefined;
  /** All faults since the last clearing, used up or not, with how often each hit. */
  list(): WaitingFault[];
}

interface Entry {
  readonly id: number;
  readonly fault: FaultBody;
  skip: number;
  left: number;
  hits: number;
}

/** No faults yet. */
export function waitingFaults(): Faults {
  let entries: Entry[] = [];
  let lastId = 0;

  return {
    add(fault) {
      const left = fault.times === "forever" ? Infinity : fault.times;
      const entry = { id: ++lastId, fault, skip: fault.skip, left, hits: 0 };
      entries.push(entry);
      return show(entry);
    },
    clear() {
      entries = [];
    },
    isEmpty: () => entries.every(({ left }) => left === 0),
    take(call) {
      for (const entry of entries) {
        if (entry.left === 0 || !matches(entry.fault, call)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        entry.hits += 1;
        return entry.fault;
      }
      return undefined;
    },
    list: () => entries.map(show),
  };
}

function show({ id, fault, hits }: Entry): WaitingFault {
  return { ...fault, id, hits };
}

function matches({ match }: FaultBody, { method, path, body }: FaultyCall): boolean {
  if (match.method !== undefined && match.method !== method) return false;
  if (match.path !== undefined && !path.includes(match.path)) return false;
  return match.body === undefined || body.includes(match.body);
}
