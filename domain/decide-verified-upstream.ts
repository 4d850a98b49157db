/** A stage before, and what a release came to there. */
export interface UpstreamRelease {
  readonly stage: string;
  /** When it was verified there, epoch milliseconds; absent when it was not, or that was revoked. */
  readonly verifiedAt?: number;
  /** Why a verification does not count any more; absent when none was revoked. */
  readonly revoked?: string;
}

/** Whether a release may go on. */
export type UpstreamVerdict =
  | { readonly verdict: "pass"; readonly reasons: readonly string[] }
  | { readonly verdict: "wait"; readonly reasons: readonly string[] };

/** Decides whether a release is verified in every stage before. Where there is none, it is. */
export function decideVerifiedUpstream(upstream: readonly UpstreamRelease[]): UpstreamVerdict {
  const reasons = upstreamProblems(upstream);
  return reasons.length === 0 ? { verdict: "pass", reasons } : { verdict: "wait", reasons };
}

/** Stages in which a release does not count as verified, one line each. A verification after a revocation counts. */
export function upstreamProblems(upstream: readonly UpstreamRelease[]): readonly string[] {
  return upstream.filter(({ verifiedAt }) => verifiedAt === undefined).map(problemOf);
}

function problemOf({ stage, revoked }: UpstreamRelease): string {
  if (revoked === undefined) return `not verified in "${stage}"`;
  return `no longer verified in "${stage}": ${revoked === "" ? "revoked" : revoked}`;
}
