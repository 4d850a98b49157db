const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span as people write it (`500ms`, `60s`, `10m`, `2h`, `3d`), as the schema `Duration` reads it; undefined for anything else. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const [, count, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number.parseInt(count, 10) * (UNIT_MS[unit] ?? 1);
}
