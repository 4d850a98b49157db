import { expect, test } from "vitest";
import { parseDuration } from "./parse-duration.ts";
import { readReadyWithin, readyWithinProblem } from "./read-ready-within.ts";
import { Duration } from "./schema/duration.ts";

test.each(["500ms", "60s", "10m", "2h", "3d", "0s", "1234567890s", "1", "s", "1 s", "-1s", "1.5s", "", "1S"])(
  "parseDuration(%j) agrees with the schema",
  (text) => {
    expect(parseDuration(text)).toBe(Duration.safeParse(text).data);
  },
);

test.each([
  { value: undefined, isRight: true },
  { value: "60s", isRight: true },
  { value: "1d", isRight: true },
  { value: "0s", isRight: false },
  { value: "2d", isRight: false },
  { value: "soon", isRight: false },
  { value: 5, isRight: false },
])("readyWithin $value is right: $isRight", ({ value, isRight }) => {
  expect(readyWithinProblem(value) === undefined).toBe(isRight);
});

test("readReadyWithin() falls back to the kind's own", () => {
  expect(readReadyWithin({ readyWithin: "5s" }, 1)).toBe(5_000);
  expect(readReadyWithin({}, 1)).toBe(1);
  expect(readReadyWithin({ readyWithin: "never" }, 1)).toBe(1);
});
