const DAY_MS = 86_400_000;

type Style = "short" | "long" | "medium" | "number";

/**
 * An instant in Slack's date format, as `{date_short_pretty} at {time}`, in UTC.
 *
 * @param nowMs - Decides what is today, yesterday and tomorrow.
 */
export function renderDate(seconds: number, format: string, nowMs: number): string {
  const atMs = seconds * 1000;
  return format.replaceAll(/\{([a-z_]+)\}/g, (token, name: string) => {
    switch (name) {
      case "time":
        return timeText(atMs);
      case "time_secs":
        return new Date(atMs).toISOString().slice(11, 19);
      case "date_num":
        return dateText(atMs, "number");
      case "date":
        return dateText(atMs, "medium");
      case "date_short":
        return dateText(atMs, "short");
      case "date_long":
        return dateText(atMs, "long");
      case "date_pretty":
        return nearDay(atMs, nowMs) ?? dateText(atMs, "medium");
      case "date_short_pretty":
        return nearDay(atMs, nowMs) ?? dateText(atMs, "short");
      case "date_long_pretty":
        return nearDay(atMs, nowMs) ?? dateText(atMs, "long");
      default:
        return token;
    }
  });
}

/** Hours and minutes of an instant, in UTC. */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 16);
}

function nearDay(atMs: number, nowMs: number): string | undefined {
  const days = Math.floor(atMs / DAY_MS) - Math.floor(nowMs / DAY_MS);
  return { "-1": "yesterday", "0": "today", "1": "tomorrow" }[days];
}

function dateText(atMs: number, style: Style): string {
  if (style === "number") return new Date(atMs).toISOString().slice(0, 10);
  const weekday = style === "long" ? ({ weekday: "long" } as const) : {};
  const month = style === "short" ? "short" : "long";
  const parts = { ...weekday, day: "numeric", month, year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(atMs);
}
