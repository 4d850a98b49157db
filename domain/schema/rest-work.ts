import type { SleepCalendar } from "./sleep.ts";

/** What sleep of an environment is decided from. Instants are epoch milliseconds. */
export interface SleepWork {
  /** Absent where it is not to sleep any more. */
  readonly calendar?: SleepCalendar;
  readonly isAsleep: boolean;
  /** True where it does not sleep, but something of it does, or has failed while it was put to sleep or woken. */
  readonly isHalfAsleep?: boolean;
  /** Until then it stays awake whatever its calendar says: a person has woken or changed it. Absent where nobody has. */
  readonly awakeUntil?: number;
  /** When the newest sleep or wake ended unsuccessfully; absent when the newest succeeded or there was none. */
  readonly failedAt?: number;
  /** How many sleeps and wakes have failed since one succeeded; absent for one. */
  readonly failures?: number;
}

/** What the end of an environment's time to live is decided from. */
export interface ExpiryWork {
  /** When it is deleted, epoch milliseconds. */
  readonly at: number;
  /** True once people have been told of this very instant. */
  readonly isTold: boolean;
  /** True once its deletion was asked for at this very instant: what people answered to that stays. */
  readonly isAsked: boolean;
}
