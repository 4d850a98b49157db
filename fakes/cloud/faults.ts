import type { FaultBody } from "./schema.ts";

/** Kind of fault; what each does is said where it is injected. */
export type FaultKind = FaultBody["kind"];

/** The call a fault may hit. `id` and `type` are absent for a listing. */
export interface FaultyCall {
  readonly method: string;
  /** Account that the call names, else that of its resource; absent where neither is known. */
  readonly account?: string;
  readonly id?: string;
  readonly type?: string;
}

/** Faults waiting for their calls. */
export interface Faults {
  add(fault: FaultBody): void;
  /** Removes all faults; what was injected stays counted. */
  clear(): void;
  isEmpty(): boolean;
  /** The oldest waiting fault of one of the kinds that matches the call, used up by one; undefined when there is none. */
  take(call: FaultyCall, kinds: readonly FaultKind[]): FaultBody | undefined;
  /** How often each kind was injected. */
  injected(): Readonly<Record<string, number>>;
}

/** No faults yet. */
export function waitingFaults(): Faults {
  let faults: { readonly fault: FaultBody; left: number }[] = [];
  const injected: Record<string, number> = {};

  return {
    add(fault) {
      faults.push({ fault, left: fault.times === "forever" ? Infinity : fault.times });
    },
    clear() {
      faults = [];
    },
    isEmpty: () => faults.length === 0,
    take(call, kinds) {
      const found = faults.find(({ fault }) => kinds.includes(fault.kind) && matches(fault, call));
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left === 0) faults = faults.filter((other) => other !== found);
      injected[found.fault.kind] = (injected[found.fault.kind] ?? 0) + 1;
      return found.fault;
    },
    injected: () => injected,
  };
}

function matches({ match, kind }: FaultBody, { method, account, id, type }: FaultyCall): boolean {
  // What spoils a creation must not spoil the deletion that clears it away, unless that is asked for.
  const wanted = match.method ?? (kind === "fail" || kind === "never-ready" ? "PUT" : method);
  if (wanted !== method) return false;
  if (match.account !== undefined && match.account !== account) return false;
  if (match.listing !== undefined && match.listing !== (id === undefined)) return false;
  if (match.idPrefix !== undefined && !(id ?? "").startsWith(match.idPrefix)) return false;
  return match.type === undefined || match.type === type;
}
