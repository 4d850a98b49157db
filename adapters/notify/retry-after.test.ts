import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.UTC(2026, 10, 29, 12);

test.each([
  ["30", 30_000],
  [" 30 ", 30_000],
  ["1.5", 1_500],
  ["0", 0],
  ["Sun, 29 Nov 2026 12:02:00 GMT", 120_000],
  ["Sun, 29 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  ["-5", undefined],
  ["", undefined],
  [undefined, undefined],
])("%j asks for %s ms", (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});
