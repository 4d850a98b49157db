import type { PromotionOutcome } from "./schema/phases.ts";

/** A gate's answer as the decision sees it. Instants are epoch milliseconds. */
export interface GateStand {
  readonly name: string;
  readonly verdict: "pass" | "wait" | "reject";
  readonly reasons: readonly string[];
  readonly lookAgainAt?: number;
  readonly earliestAt?: number;
}

/** Something besides the gates that a promotion waits for. */
export interface OtherWait {
  readonly reason: string;
  /** When it is over; absent where nobody knows: a change of it wakes the promotion. */
  readonly until?: number;
}

/** What the next step of a waiting promotion is decided from. */
export interface PromotionStand {
  readonly isCancelRequested: boolean;
  /** True when its environment is being deleted, or gone. */
  readonly isEnvironmentLeaving: boolean;
  /** Reasons of the vetoes that hold. */
  readonly vetoes: readonly string[];
  readonly gates: readonly GateStand[];
  readonly waits: readonly OtherWait[];
}

/** What follows. `reason` is one line for people; empty when it goes on. */
export type PromotionStep =
  | { readonly do: "end"; readonly outcome: PromotionOutcome; readonly reason: string }
  | { readonly do: "request" }
  | { readonly do: "wait"; readonly reason: string; readonly lookAgainAt: number; readonly earliestAt?: number };

/** What nobody wakes us for is looked at again this often. */
const LOOK_EVERY_MS = 30_000;
const DAY_MS = 86_400_000;

/**
 * Decides what a waiting promotion does: an end where a person, a veto or a gate says no; its operation once every gate
 * passes and nothing else holds it up; else a wait until the earliest time at which anything can change by itself.
 *
 * `earliestAt` is the latest of the times that are known for what it waits for: before it, it cannot go on. It is absent
 * as soon as one of them is not known.
 */
export function decidePromotion(stand: PromotionStand, nowMs: number): PromotionStep {
  if (stand.isCancelRequested) return { do: "end", outcome: "Cancelled", reason: "cancelled while it waited" };
  if (stand.isEnvironmentLeaving)
    return { do: "end", outcome: "Cancelled", reason: "its environment is to be deleted" };
  const [veto] = stand.vetoes;
  if (veto !== undefined) return { do: "end", outcome: "Rejected", reason: `its release is vetoed: ${veto}` };
  const rejecting = stand.gates.find(({ verdict }) => verdict === "reject");
  if (rejecting !== undefined)
    return { do: "end", outcome: "Rejected", reason: `gate "${rejecting.name}": ${rejecting.reasons.join("; ")}` };
  const waiting = stand.gates.filter(({ verdict }) => verdict === "wait");
  if (waiting.length === 0 && stand.waits.length === 0) return { do: "request" };
  const reasons = [
    ...stand.waits.map(({ reason }) => reason),
    ...waiting.map(({ name, reasons: why }) => `gate "${name}": ${why.join("; ")}`),
  ];
  const times = [...stand.waits.map(({ until }) => until), ...waiting.map(({ earliestAt }) => earliestAt)];
  const known = times.filter((time) => time !== undefined);
  const earliest = known.length === times.length ? { earliestAt: Math.max(...known) } : {};
  return { do: "wait", reason: reasons.join("; "), lookAgainAt: lookAgainAt(stand, nowMs), ...earliest };
}

/** The next time at which something may have changed by itself. While something else holds it up, gates are asked less often. */
function lookAgainAt({ gates, waits }: PromotionStand, nowMs: number): number {
  const ofGates = gates.flatMap(({ verdict, lookAgainAt: at }) =>
    verdict === "wait" ? [at ?? nowMs + LOOK_EVERY_MS] : [],
  );
  const ofWaits = waits.map(({ until }) => until ?? nowMs + DAY_MS);
  return Math.min(...ofGates, ...ofWaits, nowMs + DAY_MS);
}
