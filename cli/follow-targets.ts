import { setTimeout as sleep } from "node:timers/promises";
import { CommandFailure, Interrupted } from "./command-failure.ts";
import { EXIT } from "./exit-codes.ts";
import { isPassing } from "./is-passing.ts";
import type { Verdict } from "./judge.ts";
import { durationWords } from "./render/time-words.ts";
import type { Session } from "./session.ts";

/** What is followed, how it is looked at and judged, for how long, and what to tell a person who no longer waits. */
export interface Following<Target, Look> {
  readonly targets: readonly Target[];
  readonly look: (session: Session, target: Target) => Promise<Look>;
  readonly judge: (look: Look) => Verdict;
  /** What people call it. */
  readonly nameOf: (target: Target) => string;
  /** Milliseconds; infinite for no limit, 0 for one look. */
  readonly timeoutMs: number;
  /** Commands that lead back to it. */
  readonly comeBack: readonly string[];
}

/** What became of one target. */
export interface FollowedTarget<Look> {
  readonly look: Look;
  readonly verdict: Exclude<Verdict, { readonly is: "pending" }>;
}

/** Shows how targets come along. */
export interface DisplayOf<Look> {
  /** Shows the newest looks. `trouble` says why there are no newer ones; absent when there are. */
  show(looks: readonly Look[], trouble?: string): void;
}

const PAUSE_MS = 500;
// Many are looked at less often, so that a wait does not become a load.
const PAUSE_PER_TARGET_MS = 50;

/**
 * Follows targets until every one has reached or missed what is waited for. A server that goes away meanwhile is waited
 * for as well: the work is durable, and goes on when it is back.
 *
 * @throws CommandFailure with exit code 124 when the time is over, Interrupted on Ctrl-C
 */
export async function followTargets<Target, Look>(
  session: Session,
  following: Following<Target, Look>,
  display: DisplayOf<Look>,
): Promise<readonly FollowedTarget<Look>[]> {
  const { targets } = following;
  const deadline = Date.now() + following.timeoutMs;
  const followed = new Map<Target, FollowedTarget<Look>>();
  const seen = new Map<Target, Look>();
  for (;;) {
    const trouble = await unlessInterrupted(session, following.comeBack, async () => {
      const open = targets.filter((target) => !followed.has(target));
      return await lookAtEach(open, { look: async (target) => await following.look(session, target), seen });
    });
    for (const [target, newest] of seen) {
      const verdict = following.judge(newest);
      if (verdict.is !== "pending" && !followed.has(target)) followed.set(target, { look: newest, verdict });
    }
    display.show([...seen.values()], trouble);
    if (followed.size === targets.length) return [...followed.values()];
    const left = deadline - Date.now();
    const open = targets.filter((target) => !followed.has(target)).map(following.nameOf);
    if (left <= 0) throw timedOut(following, open);
    const pauseMs = Math.min(left, Math.max(PAUSE_MS, PAUSE_PER_TARGET_MS * targets.length));
    await unlessInterrupted(session, following.comeBack, () => sleep(pauseMs, undefined, { signal: session.signal }));
  }
}

/** Puts the newest looks into `seen`. Answers what is in the way where an earlier look had succeeded. */
async function lookAtEach<Target, Look>(
  targets: readonly Target[],
  { look, seen }: { readonly look: (target: Target) => Promise<Look>; readonly seen: Map<Target, Look> },
): Promise<string | undefined> {
  try {
    for (const target of targets) seen.set(target, await look(target));
    return undefined;
  } catch (error) {
    if (seen.size === 0 || !isPassing(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

async function unlessInterrupted<Answer>(
  session: Session,
  comeBack: readonly string[],
  act: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!session.signal.aborted) throw error;
    throw new Interrupted([
      "you no longer watch; the work goes on",
      ...comeBack.map((command) => `come back: ${command}`),
    ]);
  }
}

function timedOut(
  { timeoutMs, comeBack }: { readonly timeoutMs: number; readonly comeBack: readonly string[] },
  open: readonly string[],
): CommandFailure {
  return new CommandFailure(`waited ${durationWords(timeoutMs)} in vain for ${open.join(", ")}`, {
    exitCode: EXIT.timedOut,
    hints: ["the work goes on", ...comeBack],
  });
}
