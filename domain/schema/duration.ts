import { z } from "zod";

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A span of time as people write it (`500ms`, `60s`, `10m`, `2h`, `3d`), parsed to milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d)$/, 'write a duration as "500ms", "60s", "10m", "2h" or "3d"')
  .transform((text) => {
    const unit = (text.match(/[a-z]+$/)?.[0] ?? "ms") as keyof typeof UNIT_MS;
    return Number.parseInt(text, 10) * UNIT_MS[unit];
  });
