import { expect, test } from "vitest";
import { untilNextLook } from "./look-for-issue.ts";

test.each([
  { elapsed: 0, want: 5_000 },
  { elapsed: 4_999, want: 1 },
  { elapsed: 5_000, want: 10_000 },
  { elapsed: 15_000, want: 30_000 },
  { elapsed: 45_000, want: 75_000 },
  { elapsed: 119_999, want: 1 },
  { elapsed: 120_000, want: undefined },
  { elapsed: 9_000_000, want: undefined },
])("$elapsed ms after the intent the next look comes in $want ms", ({ elapsed, want }) => {
  expect(untilNextLook(elapsed)).toBe(want);
});
