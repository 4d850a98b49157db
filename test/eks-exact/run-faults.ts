import type { Random } from "../crash/random.ts";
import type { Act, Piece } from "./pieces.ts";

/** A fault that is armed for a run. */
export interface RunFault {
  readonly kind: FaultKind;
  /** As the simulator takes it, without its id. */
  readonly body: object;
}

interface Fault {
  readonly of: "changes" | "looks";
  readonly action: object;
  /** Only calls of this operation. */
  readonly only?: string;
}

const IN_FLIGHT = "The specified principalArn is invalid: invalid principal.";

const FAULTS = {
  "answer lost": { of: "changes", action: { do: "reset", when: "after" } },
  "answer cut in half": { of: "changes", action: { do: "truncate" } },
  "5xx": { of: "changes", action: { do: "error", name: "ServerException" } },
  "5xx behind the effect": { of: "changes", action: { do: "html", status: 502, when: "after" } },
  "cut off before the effect": { of: "changes", action: { do: "reset", when: "before" } },
  "sent twice by the network": { of: "changes", action: { do: "duplicate" } },
  throttled: { of: "changes", action: { do: "error", name: "ThrottlingException" } },
  "look throttled": { of: "looks", action: { do: "error", name: "ThrottlingException" } },
  "look without an answer": { of: "looks", action: { do: "html", status: 503, when: "before" } },
  "stale look": { of: "looks", action: { do: "stale", seconds: 300 } },
  "cluster locked unseen": { of: "changes", action: { do: "lock", seconds: 300 } },
  "takes three times as long": { of: "changes", action: { do: "override", override: { do: "slow", factor: 3 } } },
  "role not known yet": {
    of: "changes",
    action: { do: "error", name: "InvalidParameterException", message: IN_FLIGHT },
    only: "CreateAccessEntry",
  },
} as const satisfies Record<string, Fault>;

/** Kinds of faults. */
export type FaultKind = keyof typeof FAULTS;
/** All of them, in the order in which they are shown. */
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** Their keys are no names of resources. */
const WITHOUT_KEY: readonly string[] = ["TagResource"];

/** A fault of one call about one of these pieces, which the numbers choose. */
export function chooseFault(random: Random, acted: readonly { readonly piece: Piece; readonly act: Act }[]): RunFault {
  const kind = random.pick(FAULT_KINDS);
  const fault: Fault = FAULTS[kind];
  const { only } = fault;
  const fitting = only === undefined ? acted : acted.filter(({ act }) => act.effects.includes(only));
  const { piece, act } = random.pick(fitting.length === 0 ? acted : fitting);
  const operation = random.pick(fault.of === "looks" ? piece.looks : act.effects);
  const isKeyed = piece.key !== undefined && !WITHOUT_KEY.includes(operation);
  return {
    kind,
    body: {
      match: { operation, ...(isKeyed ? { resource: piece.key } : {}) },
      action: fault.action,
      times: random.next() < 0.7 ? 1 : 2,
      after: fault.of === "looks" ? Math.floor(random.between(0, 4)) : 0,
    },
  };
}
