import { expect, test } from "vitest";
import { ageWord, durationWords, instantWord } from "./time-words.ts";

test.each([
  { ms: 0, want: "0 ms" },
  { ms: 850, want: "850 ms" },
  { ms: 4_120, want: "4.1 s" },
  { ms: 9_960, want: "10 s" },
  { ms: 59_400, want: "59 s" },
  { ms: 59_900, want: "1 min" },
  { ms: 125_000, want: "2 min 5 s" },
  { ms: 3_780_000, want: "1 h 3 min" },
  { ms: 273_600_000, want: "3 d 4 h" },
])("$ms ms take $want", ({ ms, want }) => {
  expect(durationWords(ms)).toBe(want);
});

test.each([
  { agoMs: -5_000, want: "0s" },
  { agoMs: 90_000, want: "90s" },
  { agoMs: 300_000, want: "5m" },
  { agoMs: 3 * 3_600_000, want: "3h" },
  { agoMs: 5 * 86_400_000, want: "5d" },
])("what was $agoMs ms ago is $want old", ({ agoMs, want }) => {
  expect(ageWord(10_000_000_000, 10_000_000_000 + agoMs)).toBe(want);
});

test("an instant is RFC 3339 in UTC", () => {
  expect(instantWord(Date.UTC(2026, 10, 21, 8, 0, 0, 123))).toBe("2026-11-21T08:00:00Z");
});
