import { upstreamProblems, type UpstreamRelease } from "./decide-verified-upstream.ts";

/** Whether a soak is over. */
export type SoakVerdict =
  | { readonly verdict: "pass"; readonly reasons: readonly string[] }
  | {
      readonly verdict: "wait";
      readonly reasons: readonly string[];
      /** When the last stage has soaked, epoch milliseconds; absent while a stage is not verified. */
      readonly lookAgainAt?: number;
      /** The same, for people. */
      readonly earliestAt?: number;
    };

/**
 * Decides whether a release has stood verified for long enough in every stage before.
 *
 * The instant at which the last soak ends passes. A revoked verification waits: a new one starts the soak again.
 *
 * @param nowMs - Epoch milliseconds. Passed in because the domain never reads a clock.
 */
export function decideSoak(upstream: readonly UpstreamRelease[], forMs: number, nowMs: number): SoakVerdict {
  const problems = upstreamProblems(upstream);
  if (problems.length > 0) return { verdict: "wait", reasons: problems };
  const soaking = upstream
    .map(({ stage, verifiedAt = 0 }) => ({ stage, until: verifiedAt + forMs }))
    .filter(({ until }) => until > nowMs);
  if (soaking.length === 0) return { verdict: "pass", reasons: [] };
  const earliestAt = Math.max(...soaking.map(({ until }) => until));
  return {
    verdict: "wait",
    reasons: soaking.map(({ stage }) => `soaks in "${stage}"`),
    lookAgainAt: earliestAt,
    earliestAt,
  };
}
