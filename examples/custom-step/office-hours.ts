import { z } from "zod";
import { defineGate } from "../../activities/gates/gate.ts";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day, as 09:00");
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Lets a promotion pass only while somebody is in the office. */
export const officeHours = defineGate({
  kind: "office-hours",
  summary: "Lets a promotion pass only while somebody is in the office.",
  config: z.strictObject({
    from: Time.default("09:00").describe("First minute that passes."),
    to: Time.default("17:00").describe("First minute that passes no more."),
    days: z.array(z.enum(DAYS)).min(1).default(["Mon", "Tue", "Wed", "Thu", "Fri"]).describe("Days that pass."),
    timeZone: z.string().default("UTC").describe("Whose clock it is, as `Europe/Berlin`."),
  }),
  outputs: {},
  examples: [{ timeZone: "Europe/Berlin" }, { from: "10:00", to: "15:30", days: ["Tue", "Wed", "Thu"] }],
  concerns: "people",
  evaluate: async ({ from, to, days, timeZone }, { nowMs }) => {
    const { day, time } = clockIn(timeZone, nowMs);
    if (days.some((one) => one === day) && time >= from && time < to) return { verdict: "pass" };
    const hours = `${days.join(", ")} from ${from} to ${to} (${timeZone})`;
    return { verdict: "wait", reasons: [`the office is open ${hours}`], lookAgainAt: nowMs + 60_000 };
  },
});

/** Day of the week and time of day of an instant, as people there read it. */
function clockIn(timeZone: string, nowMs: number): { readonly day: string; readonly time: string } {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(clock.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  return { day: parts["weekday"] ?? "", time: `${parts["hour"] ?? ""}:${parts["minute"] ?? ""}` };
}
