import type { ZoneClock } from "./zone-clock.ts";

const PARTS =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
const YEARS = { min: 1970, max: 2199 };

/** A time that was read, or what is wrong with it. */
export type ReadTime = { readonly ms: number } | { readonly message: string };

/** Reads an instant, or a wall-clock time of the zone, to epoch milliseconds. */
export function readTime(text: string, clock: ZoneClock): ReadTime {
  const parts = readParts(text);
  if ("message" in parts) return parts;
  if (parts.offset === undefined) return { ms: clock.firstAt(parts.ms) };
  return { ms: parts.ms - offsetMs(parts.offset) };
}

/** Reads a wall-clock time to the epoch milliseconds it would have in UTC. Instants are refused. */
export function readWallTime(text: string): ReadTime {
  const parts = readParts(text);
  if ("message" in parts || parts.offset === undefined) return parts;
  return { message: `"${text}" has an offset: write the wall-clock time of the time zone, as "2026-12-20T00:00"` };
}

function readParts(text: string): { readonly ms: number; readonly offset?: string } | { readonly message: string } {
  const match = PARTS.exec(text);
  if (match === null)
    return {
      message: `"${text.slice(0, 40)}" is no time: write it as "2026-12-20T00:00" or "2026-12-20T00:00:00Z"`,
    };
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "0", fraction = "", offset] = match;
  if (Number(year) < YEARS.min || Number(year) > YEARS.max)
    return { message: `"${text}" is outside of the years ${YEARS.min} to ${YEARS.max}` };
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day))
    return { message: `"${text}" is no day of the calendar` };
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const ms = date.getTime() + seconds * 1_000 + Number(fraction.padEnd(3, "0"));
  return offset === undefined ? { ms } : { ms, offset };
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}
