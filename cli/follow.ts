import { setTimeout as sleep } from "node:timers/promises";
import { CommandFailure, Interrupted } from "./command-failure.ts";
import type { Display } from "./display.ts";
import { EXIT } from "./exit-codes.ts";
import { isPassing } from "./is-passing.ts";
import type { Judge, Verdict } from "./judge.ts";
import { look, type Look, type Target } from "./look.ts";
import { durationWords } from "./render/time-words.ts";
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

/** What became of one target. */
export interface Followed {
  readonly look: Look;
  readonly verdict: Exclude<Verdict, { readonly is: "pending" }>;
}

const PAUSE_MS = 500;
// Many environments are looked at less often, so that a wait does not become a load.
const PAUSE_PER_TARGET_MS = 50;

/**
 * Follows environments until every one has reached or missed what is waited for. A server that goes away meanwhile is
 * waited for as well: the work is durable, and goes on when it is back.
 *
 * @throws CommandFailure with exit code 124 when the time is over, Interrupted on Ctrl-C
 */
export async function follow(session: Session, wait: Wait, display: Display): Promise<readonly Followed[]> {
  const deadline = Date.now() + wait.timeoutMs;
  const followed = new Map<Target, Followed>();
  const seen = new Map<Target, Look>();
  for (;;) {
    const trouble = await unlessInterrupted(session, wait, async () => {
      const open = wait.targets.filter((target) => !followed.has(target));
      return await lookAtEach(session, open, seen);
    });
    for (const [target, newest] of seen) {
      const verdict = wait.judge(newest);
      if (verdict.is !== "pending" && !followed.has(target)) followed.set(target, { look: newest, verdict });
    }
    display.show([...seen.values()], trouble);
    if (followed.size === wait.targets.length) return [...followed.values()];
    const left = deadline - Date.now();
    if (left <= 0) throw timedOut(wait, followed);
    const pauseMs = Math.min(left, Math.max(PAUSE_MS, PAUSE_PER_TARGET_MS * wait.targets.length));
    await unlessInterrupted(session, wait, () => sleep(pauseMs, undefined, { signal: session.signal }));
  }
}

/** Puts the newest looks into `seen`. Answers what is in the way where an earlier look had succeeded. */
async function lookAtEach(
  session: Session,
  targets: readonly Target[],
  seen: Map<Target, Look>,
): Promise<string | undefined> {
  try {
    for (const target of targets) seen.set(target, await look(session, target));
    return undefined;
  } catch (error) {
    if (seen.size === 0 || !isPassing(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

async function unlessInterrupted<Answer>(session: Session, wait: Wait, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!session.signal.aborted) throw error;
    throw new Interrupted([
      "you no longer watch; the work goes on",
      ...wait.comeBack.map((command) => `come back: ${command}`),
    ]);
  }
}

function timedOut(wait: Wait, followed: ReadonlyMap<Target, Followed>): CommandFailure {
  const open = wait.targets.filter((target) => !followed.has(target)).map(({ project, name }) => `${project}/${name}`);
  return new CommandFailure(`waited ${durationWords(wait.timeoutMs)} in vain for ${open.join(", ")}`, {
    exitCode: EXIT.timedOut,
    hints: ["the work goes on", ...wait.comeBack],
  });
}
