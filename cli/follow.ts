import type { Display } from "./display.ts";
import { type FollowedTarget, followTargets } from "./follow-targets.ts";
import type { Judge } from "./judge.ts";
import { look, type Look, type Target } from "./look.ts";
import type { Session } from "./session.ts";

/** What is waited for, for how long, and what to tell a person who no longer waits. */
export interface Wait {
  readonly targets: readonly Target[];
  readonly judge: Judge;
  /** Milliseconds; infinite for no limit, 0 for one look. */
  readonly timeoutMs: number;
  /** Commands that lead back to it. */
  readonly comeBack: readonly string[];
}

/** What became of one environment. */
export type Followed = FollowedTarget<Look>;

/**
 * Follows environments until every one has reached or missed what is waited for.
 * @throws CommandFailure with exit code 124 when the time is over, Interrupted on Ctrl-C
 */
export async function follow(session: Session, wait: Wait, display: Display): Promise<readonly Followed[]> {
  const nameOf = ({ project, name }: Target) => `${project}/${name}`;
  return await followTargets(session, { ...wait, look, nameOf }, display);
}
