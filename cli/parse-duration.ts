import { usageFailure } from "./command-failure.ts";

const MS_BY_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** Milliseconds of `500ms`, `90s`, `5m`, `1h30m`, `2d`; `0` is none. @throws CommandFailure with exit code 2 for anything else */
export function parseDuration(text: string): number {
  if (text === "0") return 0;
  if (!DURATION.test(text)) throw usageFailure(`"${text}" is no duration`, "write it as 90s, 5m or 1h30m");
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
    ms += Number(count) * (MS_BY_UNIT[unit ?? ""] ?? 0);
  return ms;
}

/** Epoch milliseconds of an instant to come (`2026-11-21T08:00:00Z`) or of a duration from now (`7d`). @throws CommandFailure with exit code 2 */
export function parseUntil(text: string, nowMs: number): number {
  const instant = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? nowMs + parseDuration(text) : instant;
}

/** Epoch milliseconds of an instant (`2026-11-21T08:00:00Z`) or of a duration ago (`10m`). @throws CommandFailure with exit code 2 */
export function parseSince(text: string, nowMs: number): number {
  const instant = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? nowMs - parseDuration(text) : instant;
}
