import { expect, test } from "vitest";
import { lookEveryMs, nextLookInMs } from "./look-times.ts";

test.each([
  ["nothing is known", 0, 20],
  ["it takes no time", 100, 20],
  ["it takes seconds", 5_000, 200],
  ["it takes minutes", 600_000, 1_000],
])("when %s, looks inside an attempt come every %3$s ms", (_what, expectedMs, everyMs) => {
  expect(lookEveryMs(expectedMs)).toBe(everyMs);
});

const IN_TIME = 3_600_000;

test.each([
  [
    "a known duration: when it is expected",
    { expectedMs: 600_000, elapsedMs: 10_000, readyWithinMs: IN_TIME },
    590_000,
  ],
  [
    "nearly over: not sooner than 4 % of the duration",
    { expectedMs: 600_000, elapsedMs: 599_000, readyWithinMs: IN_TIME },
    24_000,
  ],
  [
    "longer than expected: after 4 % of the duration",
    { expectedMs: 600_000, elapsedMs: 700_000, readyWithinMs: IN_TIME },
    24_000,
  ],
  ["an unknown duration: after 2 s", { expectedMs: 0, elapsedMs: 10_000, readyWithinMs: IN_TIME }, 2_000],
  ["a short duration that is over: after 2 s", { expectedMs: 5_000, elapsedMs: 10_000, readyWithinMs: IN_TIME }, 2_000],
  ["expected after the limit: at the limit", { expectedMs: 600_000, elapsedMs: 10_000, readyWithinMs: 60_000 }, 50_000],
  ["the limit is over: after 2 s", { expectedMs: 600_000, elapsedMs: 70_000, readyWithinMs: 60_000 }, 2_000],
  [
    "something else than a creation: after 4 % of a creation",
    { expectedMs: 600_000, elapsedMs: 10_000, readyWithinMs: IN_TIME, takesMs: 0 },
    24_000,
  ],
  [
    "something else with a time of its own: when it is expected",
    { expectedMs: 600_000, elapsedMs: 10_000, readyWithinMs: IN_TIME, takesMs: 60_000 },
    50_000,
  ],
])("the next look comes for %s", (_what, times, inMs) => {
  const { expectedMs, elapsedMs, readyWithinMs } = times;
  const opened = { expectedMs, readyWithinMs, startedAt: 1_000 };
  const takesMs = "takesMs" in times ? times.takesMs : undefined;
  expect(nextLookInMs({ opened } as Parameters<typeof nextLookInMs>[0], 1_000 + elapsedMs, takesMs)).toBe(inMs);
});
