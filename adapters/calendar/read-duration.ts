/** How long an occurrence holds: elapsed milliseconds, or days of the calendar. */
export type WindowDuration = { readonly unit: "ms" | "days"; readonly count: number };

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DAY_MS = 86_400_000;

/** Reads `90m` or `3d`; a message when it is none, or longer than allowed. */
export function readDuration(text: string, daysMax: number): WindowDuration | { readonly message: string } {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined)
    return { message: `"${text.slice(0, 40)}" is no duration: write it as "90m", "12h" or "3d"` };
  const count = Number.parseInt(digits, 10);
  const duration: WindowDuration =
    unit === "d" ? { unit: "days", count } : { unit: "ms", count: count * (UNIT_MS[unit] ?? 1) };
  if (count === 0) return { message: "a duration of nothing freezes nothing" };
  if (roughMs(duration) > daysMax * DAY_MS)
    return { message: `at most ${daysMax} days: write a longer freeze with from and to` };
  return duration;
}

/** Its length in milliseconds, on days without a change of the clock. */
export function roughMs({ unit, count }: WindowDuration): number {
  return unit === "days" ? count * DAY_MS : count;
}
