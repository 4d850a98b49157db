import { z } from "zod";

/** The days of a week, as a calendar of sleep names them. */
export const WEEK_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write a time of the day as "20:00"');

/** One span of a week in which an environment sleeps. */
const SleepTime = z.strictObject({
  days: z.array(z.enum(WEEK_DAYS)).min(1).max(7).describe("Days on which it falls asleep."),
  from: ClockTime.default("00:00").describe("When it falls asleep."),
  to: ClockTime.default("00:00").describe("When it wakes; on the next day where it is not later than from."),
});

/** When an environment sleeps, week by week. */
export const SleepCalendar = z.strictObject({
  timeZone: z.string().min(1).max(64).default("UTC").describe("IANA name, as Europe/Berlin."),
  times: z.array(SleepTime).min(1).max(20).describe("Spans that touch or overlap are one."),
});
/** When an environment sleeps, week by week. */
export type SleepCalendar = z.infer<typeof SleepCalendar>;
