import { expect, test } from "vitest";
import { nextDelayMs } from "./supervise-child.ts";

test.each([
  { name: "the first death", last: 0, lived: 5, want: 200 },
  { name: "the second quick death", last: 200, lived: 5, want: 400 },
  { name: "many quick deaths", last: 3_200, lived: 5, want: 5_000 },
  { name: "still more", last: 5_000, lived: 5, want: 5_000 },
  { name: "a death after a long life", last: 5_000, lived: 10_000, want: 200 },
])("nextDelayMs() after $name is $want ms", ({ last, lived, want }) => {
  expect(nextDelayMs(last, lived)).toBe(want);
});
