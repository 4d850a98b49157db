import { expect, test } from "vitest";
import { parseDuration, parseSince, parseUntil } from "./parse-duration.ts";

test.each([
  { text: "0", want: 0 },
  { text: "500ms", want: 500 },
  { text: "90s", want: 90_000 },
  { text: "1.5h", want: 5_400_000 },
  { text: "1h30m", want: 5_400_000 },
  { text: "2d", want: 172_800_000 },
])("parseDuration() reads $text", ({ text, want }) => {
  expect(parseDuration(text)).toBe(want);
});

test.each(["", "5", "5 m", "-1s", "soon", "1w"])("parseDuration() refuses %j", (text) => {
  expect(() => parseDuration(text)).toThrow("no duration");
});

test("parseUntil() takes an instant, or how long from now", () => {
  expect(parseUntil("2026-12-24T08:00:00Z", 0)).toBe(Date.UTC(2026, 11, 24, 8));
  expect(parseUntil("10m", 1_000_000)).toBe(1_600_000);
  expect(() => parseUntil("soon", 0)).toThrow("no duration");
});

test("parseSince() takes an instant, or how long ago", () => {
  expect(parseSince("2026-11-21T08:00:00Z", 0)).toBe(Date.UTC(2026, 10, 21, 8));
  expect(parseSince("10m", 1_000_000)).toBe(400_000);
});
