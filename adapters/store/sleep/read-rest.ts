import type { EnvironmentWork } from "../../../domain/schema/environment-work.ts";
import type { ExpiryWork, SleepWork } from "../../../domain/schema/rest-work.ts";
import type { SleepCalendar } from "../../../domain/schema/sleep.ts";

/** As PostgreSQL writes it: what is absent is null. */
export interface RestRow {
  readonly sleep: {
    readonly calendar: SleepCalendar | null;
    readonly isAsleep: boolean;
    readonly isHalfAsleep: boolean;
    readonly awakeUntil: number | null;
    readonly failedAt: number | null;
    readonly failures: number;
  } | null;
  readonly expiry: ExpiryWork | null;
}

/** What sleep and the end of its time are decided from. */
export function restWork({ sleep, expiry }: RestRow): Pick<EnvironmentWork, "sleep" | "expiry"> {
  return {
    ...(sleep === null ? {} : { sleep: sleepWork(sleep) }),
    ...(expiry === null ? {} : { expiry }),
  };
}

function sleepWork({
  calendar,
  isAsleep,
  isHalfAsleep,
  awakeUntil,
  failedAt,
  failures,
}: NonNullable<RestRow["sleep"]>): SleepWork {
  return {
    isAsleep,
    ...(isHalfAsleep ? { isHalfAsleep } : {}),
    ...(calendar === null ? {} : { calendar }),
    ...(awakeUntil === null ? {} : { awakeUntil }),
    ...(failedAt === null ? {} : { failedAt, failures }),
  };
}
