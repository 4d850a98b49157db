import { expect, test } from "vitest";
import { pollerDelays } from "./pollers.ts";

test("a poller leaves an event unnoticed until its next tick, half a period on the average", () => {
  const delays = pollerDelays([0, 12_345, 1_700_000_000_123], 10_000);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...delays)).toBeLessThan(10_000);
  expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeCloseTo(5_000, -2);
});

test("an event that falls on a tick is noticed at once", () => {
  expect(pollerDelays([50], 10_000)).toContain(0);
});
