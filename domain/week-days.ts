import type { SleepCalendar } from "./schema/sleep.ts";

type WeekDay = SleepCalendar["times"][number]["days"][number];

const INDEX: Readonly<Record<WeekDay, number>> = {
  monday: 0,
  tuesday: 1,
  wednesday: 2,
  thursday: 3,
  friday: 4,
  saturday: 5,
  sunday: 6,
};

/** Which day of the week it is, from 0 for Monday. */
export function indexOfDay(day: WeekDay): number {
  return INDEX[day];
}
