/** What the turn of a promotion's operation is decided from, besides its environment. */
export interface TurnCheck {
  readonly gates: readonly {
    readonly name: string;
    readonly verdict: string | null;
    readonly evaluatedAt: number | null;
    /** True where what it asks is looked at again at the turn itself: its verdict does not grow old. */
    readonly isAskedAtTurn: boolean;
  }[];
  /** Why its environment is held; absent when it is not. */
  readonly holdReason?: string;
  /** Reasons of the freeze windows that hold now and that it may not pass by. */
  readonly frozenBy: readonly string[];
  /** Reasons of the vetoes of its release that hold now. */
  readonly vetoes: readonly string[];
  /** Stages before in which its release does not count as verified now, one line each. */
  readonly unverified: readonly string[];
  /** Digest of the plan that was shown; null when none was. */
  readonly shownPlan: string | null;
  /** Digest of the plan made now. */
  readonly plan: string;
}

/** A verdict older than this does not count any more. */
export const VERDICT_FRESH_MS = 5 * 60_000;

/**
 * Why an operation of a promotion may not have its turn now; undefined when it may. Nothing has changed then, and the
 * promotion goes back to its gates.
 */
export function refuseTurn(check: TurnCheck, nowMs: number): string | undefined {
  const [veto] = check.vetoes;
  if (veto !== undefined) return `its release is vetoed: ${veto}`;
  const [problem] = check.unverified;
  if (problem !== undefined) return `its release is ${problem}`;
  const [freeze] = check.frozenBy;
  if (freeze !== undefined) return `a freeze has begun: ${freeze}`;
  if (check.holdReason !== undefined) return `its environment is held: ${check.holdReason}`;
  const stale = check.gates.find(
    ({ verdict, evaluatedAt, isAskedAtTurn }) =>
      verdict !== "pass" || evaluatedAt === null || (nowMs - evaluatedAt > VERDICT_FRESH_MS && !isAskedAtTurn),
  );
  if (stale !== undefined) return `gate "${stale.name}" is to be asked again`;
  if (check.shownPlan !== check.plan) return "its plan is another one than the one that was shown";
  return undefined;
}
