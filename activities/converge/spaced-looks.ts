import { hasUpdated, type Bringing } from "./bringing.ts";

/** Share of what it usually takes after which it may well be there; what was learned may come from one that took long. */
const FIRST_LOOK_AT = 0.75;
/** Time between two looks, as a share of the time that it has taken: what is found late is late by no more than this. */
const PACE = 0.03;
/** The same where nothing is known of how long it takes. */
const PACE_UNKNOWN = 0.1;

/** How it stands with something whose looks cost calls. */
export interface Spacing {
  /** Milliseconds since the call was made. */
  readonly elapsedMs: number;
  /** How long it usually takes; absent where nobody knows. */
  readonly expectedMs?: number | undefined;
  /** Shortest time between two looks, milliseconds. */
  readonly apartMs: number;
}

/** Milliseconds until the next look. */
export function spacedLookInMs({ elapsedMs, expectedMs, apartMs }: Spacing): number {
  if (expectedMs === undefined) return Math.max(PACE_UNKNOWN * elapsedMs, apartMs);
  const untilLikely = FIRST_LOOK_AT * expectedMs - elapsedMs;
  return Math.max(untilLikely > 0 ? untilLikely : PACE * elapsedMs, apartMs);
}

/** Of what the first look finds there nobody knows since when. Less than the time so far, so that too long a guess does not last. */
const OF_FIRST_LOOK = 0.7;

/** How long a creation has likely taken that a look finds ended: it was there at some time since the look before. */
export function likelyTookMs({ elapsedMs, expectedMs, apartMs }: Spacing & { readonly expectedMs: number }): number {
  const sinceLookMs = Math.max((PACE / (1 + PACE)) * elapsedMs, apartMs);
  const isFirstLook = elapsedMs - sinceLookMs < FIRST_LOOK_AT * expectedMs;
  return isFirstLook ? OF_FIRST_LOOK * elapsedMs : elapsedMs - sinceLookMs / 2;
}

/**
 * Milliseconds until the next look at what this operation has begun, where each costs a call; at the latest when its time is
 * over. Undefined where looks cost nothing, and while nobody knows whether this operation's call was made.
 */
export function nextSpacedLookInMs(
  bringing: Bringing,
  { nowMs, hasActed }: { readonly nowMs: number; readonly hasActed: boolean },
): number | undefined {
  const { driver, opened } = bringing;
  const { looksApartMs: apartMs } = driver;
  const begun = hasActed ? justBegun(bringing, nowMs) : begunBy(bringing);
  if (apartMs === undefined || begun === undefined) return undefined;
  const inMs = spacedLookInMs({ elapsedMs: nowMs - begun.since, expectedMs: begun.expectedMs, apartMs });
  const untilLimit = opened.startedAt + opened.readyWithinMs - nowMs;
  return Math.min(inMs, Math.max(untilLimit, apartMs));
}

/** What was called for: since when, and how long it usually takes, where that is known. */
interface Begun {
  readonly since: number;
  readonly expectedMs: number | undefined;
}

function justBegun({ call, opened }: Bringing, nowMs: number): Begun {
  return { since: nowMs, expectedMs: call === "create" ? opened.expectedMs : opened.updateMs };
}

/** What this operation is known to have called for, the creation before others. */
function begunBy(bringing: Bringing): Begun | undefined {
  const { opened, since = opened.startedAt } = bringing;
  if (hasCreated(bringing)) return { since, expectedMs: opened.expectedMs };
  return hasUpdated(bringing) ? { since: opened.startedAt, expectedMs: opened.updateMs } : undefined;
}

function hasCreated({ call, opened, turn, incarnation }: Bringing): boolean {
  const { create } = opened.effects;
  const wasDone = create?.operationId === turn.operationId && create.state === "done";
  return call === "create" || (wasDone && incarnation === opened.incarnation);
}
