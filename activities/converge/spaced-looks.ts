import type { Bringing } from "./bringing.ts";

/** Share of what its creation usually takes after which it may well be there; what was learned may come from one that took long. */
const FIRST_LOOK_AT = 0.75;
/** Time between two looks, as a share of the time that it has taken: what is found late is late by no more than this. */
const CREATION_PACE = 0.03;
/** Nothing is known of how long a change takes. */
const CHANGE_PACE = 0.1;

/** How it stands with something whose looks cost calls. */
export interface Spacing {
  readonly call: "create" | "update";
  /** Milliseconds since the call was made. */
  readonly elapsedMs: number;
  readonly expectedMs: number;
  /** Shortest time between two looks, milliseconds. */
  readonly apartMs: number;
}

/** Milliseconds until the next look. */
export function spacedLookInMs({ call, elapsedMs, expectedMs, apartMs }: Spacing): number {
  if (call === "update") return Math.max(CHANGE_PACE * elapsedMs, apartMs);
  const untilLikely = FIRST_LOOK_AT * expectedMs - elapsedMs;
  return Math.max(untilLikely > 0 ? untilLikely : CREATION_PACE * elapsedMs, apartMs);
}

/** Of what the first look finds there nobody knows since when. Less than the time so far, so that too long a guess does not last. */
const OF_FIRST_LOOK = 0.7;

/** How long a creation has likely taken that a look finds ended: it was there at some time since the look before. */
export function likelyTookMs({ elapsedMs, expectedMs, apartMs }: Omit<Spacing, "call">): number {
  const sinceLookMs = Math.max((CREATION_PACE / (1 + CREATION_PACE)) * elapsedMs, apartMs);
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
  const { driver, opened, since = opened.startedAt } = bringing;
  const call = callMade(bringing);
  if (driver.looksApartMs === undefined || call === undefined) return undefined;
  const elapsedMs = hasActed ? 0 : nowMs - since;
  const inMs = spacedLookInMs({ call, elapsedMs, expectedMs: opened.expectedMs, apartMs: driver.looksApartMs });
  const untilLimit = opened.startedAt + opened.readyWithinMs - nowMs;
  return Math.min(inMs, Math.max(untilLimit, driver.looksApartMs));
}

/** The call that this operation is known to have made, the creation before others. */
function callMade({ call, opened, turn, incarnation }: Bringing): "create" | "update" | undefined {
  const wasDone = (name: string) => {
    const effect = opened.effects[name];
    return incarnation === opened.incarnation && effect?.operationId === turn.operationId && effect.state === "done";
  };
  if (call === "create" || wasDone("create")) return "create";
  return call === "update" || wasDone("update") ? "update" : undefined;
}
