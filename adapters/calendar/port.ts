import type { Span } from "../../domain/merge-spans.ts";

/** When freeze windows hold: wall-clock times, time zones and recurrence, worked out to instants. */
export interface Calendar {
  /**
   * What is wrong with the times of a window, errors first. With an error the window must be refused. Answers any input
   * within 100 ms.
   * @param nowMs - Epoch milliseconds. Times that are over by then are a warning.
   */
  check(times: WindowTimes, nowMs: number): readonly CalendarProblem[];
  /**
   * When the window holds, merged and sorted: every span that has an instant in [fromMs, toMs). A side that is open is
   * -Infinity or Infinity. Answers within 100 ms.
   *
   * Of a recurrence at most 400 days are looked at, of an hourly one 100. What holds at the first or the last instant
   * that is looked at may have begun before its `startMs`, or end after its `endMs`.
   * @throws OrchestratorError `FREEZE_INVALID` when the times cannot be read
   */
  spans(times: WindowTimes, fromMs: number, toMs: number): readonly Span[];
}

/**
 * When a freeze window holds: from `from` to `to`, or again and again. With neither it holds until it is lifted.
 *
 * A time is an instant with `Z` or an offset (`2026-12-20T00:00:00Z`), or a wall-clock time in `timeZone`
 * (`2026-12-20T00:00`). A wall-clock time that a change of the clock skips moves forward by what was skipped; one that
 * comes twice is the first.
 */
export interface WindowTimes {
  /** IANA name. Default: UTC. */
  readonly timeZone?: string | undefined;
  /** First instant; absent: already. */
  readonly from?: string | undefined;
  /** First instant after it; absent: until it is lifted. */
  readonly to?: string | undefined;
  readonly recurrence?: WindowRecurrence | undefined;
}

/** A window that comes again. Its starts keep their wall-clock time all year. */
export interface WindowRecurrence {
  /** RRULE of RFC 5545 without DTSTART, for wall-clock times: `FREQ=WEEKLY;BYDAY=FR`. */
  readonly rule: string;
  /** Wall-clock time from which the rule counts. It is a start itself only where the rule matches it. */
  readonly start: string;
  /** `90m`, `12h`: elapsed time. `3d`: until the same wall-clock time so many days later. At most 366 days, of an hourly rule 7. */
  readonly duration: string;
  /** Starts that are left out, as wall-clock times. */
  readonly except?: readonly string[] | undefined;
}

/** Something about the times of a window. */
export interface CalendarProblem {
  readonly severity: "error" | "warning";
  /** Where, as a JSON pointer into the times: `/recurrence/rule`; empty for all of them. */
  readonly pointer: string;
  readonly message: string;
}
