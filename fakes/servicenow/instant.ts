const SYSTEM_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** `YYYY-MM-DD HH:MM:SS` in UTC, as the instance stores instants. */
export function toSystemTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

/** Epoch milliseconds of a stored instant; undefined when it is not of that form. */
export function parseSystemTime(text: string): number | undefined {
  if (!SYSTEM_TIME.test(text)) return undefined;
  const atMs = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** A stored instant as a user of the zone sees it; what is no instant stays as it is. */
export function toUserTime(text: string, zone: string): string {
  const atMs = parseSystemTime(text);
  return atMs === undefined ? text : toSystemTime(atMs + offsetMs(atMs, zone));
}

/** A time as a user of the zone wrote it, stored; what is no instant stays as it is. */
export function fromUserTime(text: string, zone: string): string {
  const localMs = parseSystemTime(text);
  if (localMs === undefined) return text;
  // The second look is for an hour next to a change of the offset.
  const nearMs = localMs - offsetMs(localMs, zone);
  return toSystemTime(localMs - offsetMs(nearMs, zone));
}

function offsetMs(atMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return (parseSystemTime(format.format(atMs)) ?? atMs) - Math.floor(atMs / 1000) * 1000;
}
