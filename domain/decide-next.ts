import { decideExpiry } from "./decide-expiry.ts";
import { decideSleep } from "./decide-sleep.ts";
import type { ComponentWake, EnvironmentWork, NextStep } from "./schema/environment-work.ts";
import type { SleepNow } from "./sleep-of.ts";

const DAY_MS = 86_400_000;
/** While an operation runs, its outcome is looked for at least this often. */
export const LOOK_WHILE_RUNNING_MS = 5 * 60_000;
/** So many deaths of one component that count hold its environment. */
export const DEATHS_TO_HOLD = 5;
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 5 * 60_000;

/** What a run of the environment's workflow already knows. */
export interface Asking {
  readonly nowMs: number;
  /** The operation that this run has started or attached to; absent when none. */
  readonly attachedTo?: string;
  /** Why work that a person asked for directly may not start now, and until when; absent while nothing freezes it. */
  readonly freeze?: { readonly reason: string; readonly until?: number };
  /** What its calendar of sleep says; absent where it has none. */
  readonly sleep?: SleepNow;
}

/**
 * Decides what an environment does next. One operation at a time: deletion before everything, then the newest wish
 * of a person (older ones end as superseded), then repairs, with back-off, until deaths come too often, then reverts of
 * drift. In a freeze what was asked for directly stays queued, deletions too, and drift stays; repairs go on, and
 * promotions have asked at their own gates. What is to be deleted is neither repaired nor put back any more.
 *
 * Sleep comes after wishes and before repairs, freeze or not. What sleeps is neither repaired nor put back. At the end of
 * its time an environment is deleted, also where it is held or suspended, but not in a freeze.
 */
export function decideNext(work: EnvironmentWork, asking: Asking): NextStep {
  const { nowMs, attachedTo, freeze } = asking;
  if (work.phase === "Gone") return { do: "end" };
  if (work.running !== undefined) {
    if (work.running.operationId === attachedTo) return { do: "wait", lookAgainAt: nowMs + LOOK_WHILE_RUNNING_MS };
    return { do: "start", operationId: work.running.operationId, supersede: [] };
  }
  const mayStart = work.accepted.filter(({ isOfPromotion }) => freeze === undefined || isOfPromotion);
  const deletion = mayStart.find((operation) => operation.kind === "delete");
  if (deletion !== undefined) return start(deletion.operationId, work.accepted);
  const isLeaving = work.accepted.some(({ kind }) => kind === "delete");
  const expiry = work.expiry === undefined || isLeaving ? undefined : decideExpiry(work.expiry, asking);
  if (expiry?.do !== undefined) return expiry;
  return notLaterThan(expiry?.lookAgainAt, decideWhileItLives(work, asking, { mayStart, isLeaving }));
}

/** What it does while it is neither deleted nor at the end of its time. */
function decideWhileItLives(
  work: EnvironmentWork,
  asking: Asking,
  { mayStart, isLeaving }: { readonly mayStart: EnvironmentWork["accepted"]; readonly isLeaving: boolean },
): NextStep {
  const { nowMs, freeze } = asking;
  if (work.isSuspended) return forADay(nowMs);
  const wish = wishOf(mayStart);
  // What the freeze keeps waiting is no older wish of the same: it stays.
  if (wish !== undefined) return start(wish.operationId, mayStart.slice(0, mayStart.indexOf(wish)));
  const next = work.hold === undefined && !isLeaving ? decideByItself(work, asking) : forADay(nowMs);
  if (freeze === undefined) return next;
  // What drifted stays, and everything else comes when it would come without it.
  const quiet = next.do === "revert" ? decideByItself({ ...work, reverts: [] }, asking) : next;
  if (quiet.do !== "wait") return quiet;
  if (next.do !== "revert" && work.accepted.length === 0) return next;
  const { lookAgainAt } = quiet;
  return {
    do: "wait",
    lookAgainAt: Math.min(lookAgainAt, freeze.until ?? lookAgainAt),
    reason: `waits for the end of ${freeze.reason}`,
  };
}

/** What it does without a wish: sleeps and wakes; repairs; reverts while no repair is waited for, and no wish that may not start yet. */
function decideByItself(work: EnvironmentWork, asking: Asking): NextStep {
  const { nowMs } = asking;
  // What was never brought about has nothing to stop.
  if (work.sleep === undefined || work.phase === "Pending") return decideAwake(work, nowMs);
  const rest = decideSleep(work.sleep, asking);
  if (rest.do !== undefined) return { do: rest.do };
  return notLaterThan(rest.lookAgainAt, work.sleep.isAsleep ? forADay(nowMs) : decideAwake(work, nowMs));
}

function notLaterThan(lookAgainAt: number | undefined, next: NextStep): NextStep {
  if (lookAgainAt === undefined || next.do !== "wait") return next;
  return { ...next, lookAgainAt: Math.min(next.lookAgainAt, lookAgainAt) };
}

function decideAwake(work: EnvironmentWork, nowMs: number): NextStep {
  if (work.wakes.length > 0) return decideRepair(work, nowMs);
  if (work.accepted.length > 0 || work.reverts.length === 0) return forADay(nowMs);
  return { do: "revert", findings: work.reverts };
}

/**
 * The newest wish. A promotion may be refused its turn and go back to its gates for long, so it supersedes nothing that
 * was asked for directly: that comes first.
 */
function wishOf(accepted: EnvironmentWork["accepted"]): EnvironmentWork["accepted"][number] | undefined {
  const newest = accepted.at(-1);
  if (newest?.isOfPromotion !== true || newest.kind === "restore") return newest;
  return accepted.findLast(({ isOfPromotion }) => !isOfPromotion) ?? newest;
}

function start(operationId: string, accepted: EnvironmentWork["accepted"]): NextStep {
  const supersede = accepted.map((operation) => operation.operationId).filter((id) => id !== operationId);
  return { do: "start", operationId, supersede };
}

function forADay(nowMs: number): Extract<NextStep, { do: "wait" }> {
  return { do: "wait", lookAgainAt: nowMs + DAY_MS };
}

function decideRepair(work: EnvironmentWork, nowMs: number): NextStep {
  const dying = work.wakes.find((wake) => deathsOf(wake, work) >= DEATHS_TO_HOLD);
  if (dying !== undefined) {
    const deaths = deathsOf(dying, work);
    return {
      do: "hold",
      hold: {
        reason: `"${dying.component}" died ${deaths} times, last: ${dying.detail}`,
        choices: ["resume: repair it again", "apply a change that mends it", "delete the environment"],
        since: nowMs,
      },
    };
  }
  const dueAt = (wake: ComponentWake) => wake.receivedAt + backOffMs(deathsOf(wake, work));
  const due = withoutWaiting(work.wakes, (wake) => dueAt(wake) <= nowMs);
  if (due.length > 0) return { do: "repair", wakes: due };
  const later = work.wakes.map(dueAt).filter((at) => at > nowMs);
  return { do: "wait", lookAgainAt: Math.min(...later) };
}

/** The wakes that are due, without those that need, directly or through others, one that is not: it would be repaired in vain. */
function withoutWaiting(
  wakes: readonly ComponentWake[],
  isDue: (wake: ComponentWake) => boolean,
): readonly ComponentWake[] {
  const waiting = new Set(wakes.filter((wake) => !isDue(wake)).map(({ component }) => component));
  let due = wakes.filter(isDue);
  for (;;) {
    const blocked = due.filter(({ needs }) => needs.some((need) => waiting.has(need)));
    if (blocked.length === 0) return due;
    for (const { component } of blocked) waiting.add(component);
    due = due.filter((wake) => !blocked.includes(wake));
  }
}

function deathsOf(wake: ComponentWake, work: EnvironmentWork): number {
  return work.deaths.filter((death) => death.componentUid === wake.componentUid).length;
}

/** How long a repair waits after so many deaths: none at the first, then 1 s, doubled each time up to 5 min. */
export function backOffMs(deaths: number): number {
  if (deaths <= 1) return 0;
  return Math.min(FIRST_BACK_OFF_MS * 2 ** (deaths - 2), LONGEST_BACK_OFF_MS);
}
