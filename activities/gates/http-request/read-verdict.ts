import { z } from "zod";
import type { GateAnswer } from "../gate.ts";

/** What an own system answered. */
export interface AnsweredVerdict {
  readonly status: number;
  /** Undefined where the answer has no body. */
  readonly json: unknown;
}

/** When it is asked again. */
export interface AskingTimes {
  readonly nowMs: number;
  readonly everyMs: number;
}

const DAY_MS = 86_400_000;
const LONGEST_REASON = 500;
const MOST_REASONS = 20;

// Only the fields we use: the system may say more. These must be what they should be.
const Verdict = z.object({
  verdict: z.enum(["pass", "wait", "reject"]),
  reasons: z.array(z.string()).default([]),
  lookAgainAt: z.iso.datetime({ offset: true }).optional(),
});

/**
 * Reads an answer: JSON with a verdict, or a status without a body (200 and 204 pass, 202 waits, 409 rejects).
 * Anything else waits and is alarming, since nobody knows what it means.
 */
export function readVerdict({ status, json }: AnsweredVerdict, { nowMs, everyMs }: AskingTimes): GateAnswer {
  const next = nowMs + everyMs;
  const unknown = (why: string): GateAnswer => ({
    verdict: "wait",
    reasons: [`the answer cannot be understood: ${why}`],
    lookAgainAt: next,
    isAlarming: true,
  });
  if (json === undefined) {
    if (status === 200 || status === 204) return { verdict: "pass" };
    if (status === 202) return { verdict: "wait", reasons: ["not yet"], lookAgainAt: next };
    if (status === 409) return { verdict: "reject", reasons: ["rejected without a reason"] };
    return unknown(`${status} without a body`);
  }
  const { data, error } = Verdict.safeParse(json);
  if (data === undefined) return unknown(`${status} with ${error.issues.map(problemOf).join("; ")}`);
  const { verdict } = data;
  if (status === 409 && verdict !== "reject") return unknown(`409 with the verdict ${verdict}`);
  const reasons = data.reasons.slice(0, MOST_REASONS).map((reason) => reason.slice(0, LONGEST_REASON));
  if (verdict === "pass") return { verdict, reasons };
  if (verdict === "reject") return { verdict, reasons: reasons.length === 0 ? ["rejected without a reason"] : reasons };
  const wanted = data.lookAgainAt === undefined ? next : Date.parse(data.lookAgainAt);
  // An instant that has passed would ask without a pause, one in a year would never ask.
  const lookAgainAt = wanted <= nowMs ? next : Math.min(wanted, nowMs + DAY_MS);
  return { verdict, reasons: reasons.length === 0 ? ["not yet"] : reasons, lookAgainAt };
}

function problemOf({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return `${path.length === 0 ? "the JSON" : path.map(String).join(".")}: ${message}`;
}
