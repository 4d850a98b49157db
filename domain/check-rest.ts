import type { CheckSources, Findings } from "./document-check.ts";
import { isProtected } from "./is-protected.ts";
import type { EnvironmentDocument } from "./schema/documents.ts";
import type { SleepCalendar } from "./schema/sleep.ts";
import { weekly } from "./sleep-of.ts";
import { indexOfDay } from "./week-days.ts";

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Checks when an environment sleeps, and the end of its time. */
export function checkRest(
  { spec }: Pick<EnvironmentDocument, "spec">,
  { checkTimes }: Pick<CheckSources, "checkTimes">,
  findings: Pick<Findings, "add">,
): void {
  const { sleep, expires, ttl } = spec;
  if (sleep !== undefined) checkSleep(sleep, checkTimes, findings);
  if (expires !== undefined && ttl !== undefined)
    findings.add(
      "DOCUMENT_INVALID",
      "/spec/ttl",
      "spec.ttl: spec.expires says already when it is deleted; write one of them",
    );
  const at = expires === undefined ? (ttl === undefined ? undefined : "ttl") : "expires";
  if (at !== undefined && isProtected(spec))
    findings.add(
      "DOCUMENT_INVALID",
      `/spec/${at}`,
      `spec.${at}: it is protected, so nothing deletes it; write protected: false, or leave ${at} out`,
    );
}

function checkSleep(
  { timeZone, times }: SleepCalendar,
  checkTimes: CheckSources["checkTimes"],
  findings: Pick<Findings, "add">,
): void {
  const problem = checkTimes(weekly(timeZone, [0], "00:00")).find(({ severity }) => severity === "error");
  if (problem !== undefined)
    findings.add("DOCUMENT_INVALID", "/spec/sleep/timeZone", `spec.sleep.timeZone: ${problem.message}`);
  if (sleepsAlways(times))
    findings.add("DOCUMENT_INVALID", "/spec/sleep/times", "spec.sleep.times: it would never wake; leave a gap");
}

/** Whether every minute of a week is slept through. */
function sleepsAlways(times: SleepCalendar["times"]): boolean {
  const isAsleep = Array.from({ length: WEEK_MINUTES }, () => false);
  for (const { days, from, to } of times) {
    const length = minuteOf(to) - minuteOf(from) + (to > from ? 0 : DAY_MINUTES);
    for (const day of days) {
      const start = indexOfDay(day) * DAY_MINUTES + minuteOf(from);
      for (let minute = 0; minute < length; minute += 1) isAsleep[(start + minute) % WEEK_MINUTES] = true;
    }
  }
  return isAsleep.every(Boolean);
}

function minuteOf(clock: string): number {
  const [hours = "", minutes = ""] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}
