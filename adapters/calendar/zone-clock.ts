import { Temporal } from "temporal-polyfill";

/**
 * Further from a change of the clock than this, a wall-clock time has one meaning: no zone is more than 14 hours ahead
 * of UTC or 12 behind.
 */
const NEAR_CHANGE_MS = 48 * 3_600_000;
/** Stretches kept: starts and ends of windows lie in different ones. */
const STRETCHES_MAX = 8;

/**
 * Turns wall-clock times of one zone into instants. A wall-clock time is the epoch milliseconds it would have in UTC.
 * Fast for times in a row.
 */
export interface ZoneClock {
  /** The instant of a wall-clock time. One that is skipped moves forward by what was skipped; of two, the first. */
  firstAt(wallMs: number): number;
  /** The same, but of two the second. */
  lastAt(wallMs: number): number;
  /** What the clock shows at an instant. */
  wallAt(instantMs: number): number;
}

/** A stretch of time in which the clock is not changed. */
interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly offsetMs: number;
}

/** The clock of a time zone; undefined when there is no such zone. */
export function zoneClock(timeZone: string): ZoneClock | undefined {
  // Temporal takes offsets and whole dates for zones, too; windows name a zone.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(timeZone) || !isZone(timeZone)) return undefined;
  let known: Stretch[] = [];
  const instantOf = (wallMs: number, disambiguation: "compatible" | "later"): number => {
    for (const { startMs, endMs, offsetMs } of known) {
      const guessMs = wallMs - offsetMs;
      if (guessMs - NEAR_CHANGE_MS >= startMs && guessMs + NEAR_CHANGE_MS < endMs) return guessMs;
    }
    const wall = Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO("UTC").toPlainDateTime();
    const instantMs = wall.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds;
    if (!known.some(({ startMs, endMs }) => instantMs >= startMs && instantMs < endMs))
      known = [stretchAt(timeZone, instantMs), ...known.slice(0, STRETCHES_MAX - 1)];
    return instantMs;
  };
  return {
    firstAt: (wallMs) => instantOf(wallMs, "compatible"),
    lastAt: (wallMs) => instantOf(wallMs, "later"),
    wallAt: (instantMs) => instantMs + offsetMsOf(zoned(timeZone, instantMs)),
  };
}

function isZone(timeZone: string): boolean {
  try {
    return zoned(timeZone, 0).timeZoneId !== "";
  } catch {
    return false; // Temporal says only that it does not know the name.
  }
}

function zoned(timeZone: string, instantMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone);
}

function offsetMsOf({ offsetNanoseconds }: Temporal.ZonedDateTime): number {
  return offsetNanoseconds / 1_000_000;
}

function stretchAt(timeZone: string, instantMs: number): Stretch {
  const at = zoned(timeZone, instantMs);
  // A transition "before" excludes the instant itself; one millisecond later includes it.
  const before = zoned(timeZone, instantMs + 1).getTimeZoneTransition("previous");
  const after = at.getTimeZoneTransition("next");
  return {
    startMs: before?.epochMilliseconds ?? -Infinity,
    endMs: after?.epochMilliseconds ?? Infinity,
    offsetMs: offsetMsOf(at),
  };
}
