const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took, for people: `850 ms`, `4.1 s`, `2 min 5 s`, `1 h 3 min`, `3 d 4 h`. */
export function durationWords(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9.95 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (ms < HOUR) return twoUnits(seconds, [60, "min"], "s");
  if (ms < DAY) return twoUnits(Math.floor(ms / MINUTE), [60, "h"], "min");
  return twoUnits(Math.floor(ms / HOUR), [24, "d"], "h");
}

/** How long ago an instant was, in one short word for tables: `12s`, `5m`, `3h`, `2d`. The future counts as now. */
export function ageWord(at: number, nowMs: number): string {
  const ms = Math.max(0, nowMs - at);
  if (ms < 2 * MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < 2 * HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}h`;
  return `${Math.floor(ms / DAY)}d`;
}

/** An instant for machines and records: RFC 3339 in UTC, whole seconds. */
export function instantWord(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function twoUnits(count: number, [size, big]: readonly [number, string], small: string): string {
  const rest = count % size;
  return rest === 0 ? `${count / size} ${big}` : `${Math.floor(count / size)} ${big} ${rest} ${small}`;
}
