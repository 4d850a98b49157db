import { expect, test } from "vitest";
import { rateLimit } from "../../fakes/cloud/rate-limit.ts";
import { createPaces, newPace } from "./pace.ts";

/** Makes so many calls of a place that allows a rate, each of which takes a while, and says what it took. */
function callMany({ calls, rate, callMs }: { readonly calls: number; readonly rate: number; readonly callMs: number }) {
  const [limit, pace] = [rateLimit(rate), newPace()];
  let [nowMs, taken, refused] = [0, 0, 0];
  while (taken < calls) {
    nowMs += pace.waitMs(nowMs);
    pace.called(nowMs);
    nowMs += callMs;
    if (limit.take("a", nowMs) === 0) taken += 1;
    else {
      refused += 1;
      pace.refused(nowMs, 1_000);
    }
  }
  // The first burst costs no time.
  return { ratio: nowMs / (((calls - rate) / rate) * 1_000), refused };
}

test.each([
  { rate: 2, callMs: 5 },
  { rate: 5, callMs: 5 },
  { rate: 5, callMs: 60 },
  { rate: 10, callMs: 30 },
  { rate: 20, callMs: 20 },
])("150 pages at $rate a second take a tenth more than they must at most, where a call takes $callMs ms", (given) => {
  const { ratio, refused } = callMany({ calls: 150, ...given });
  expect(ratio).toBeLessThanOrEqual(1.1);
  expect(refused).toBeLessThan(12);
});

test("a place that refuses nothing is never waited for", () => {
  const { ratio, refused } = callMany({ calls: 100, rate: 1_000, callMs: 1 });
  expect(refused).toBe(0);
  expect(ratio).toBeLessThan(0);
});

test("a place is left alone for as long as it asks", () => {
  const pace = newPace();
  pace.called(0);
  pace.refused(10, 5_000);
  expect(pace.waitMs(10)).toBe(5_000);
  expect(pace.waitMs(5_010)).toBe(0);
});

test("a place that took no calls for ten minutes is asked as before when it takes some again", () => {
  const [limit, pace] = [rateLimit(5), newPace()];
  let [nowMs, taken] = [0, 0];
  while (taken < 150) {
    nowMs += pace.waitMs(nowMs);
    pace.called(nowMs);
    nowMs += 20;
    if (nowMs > 600_000 && limit.take("a", nowMs) === 0) taken += 1;
    else pace.refused(nowMs, 1_000);
  }
  expect(nowMs - 600_000).toBeLessThan(40_000);
});

test("what nobody asked for in between is no rate of a place", () => {
  const [limit, pace] = [rateLimit(5), newPace()];
  let nowMs = 0;
  for (let sweep = 0; sweep < 5; sweep += 1) {
    const beganMs = nowMs;
    for (let taken = 0; taken < 40;) {
      nowMs += pace.waitMs(nowMs);
      pace.called(nowMs);
      nowMs += 20;
      if (limit.take("a", nowMs) === 0) taken += 1;
      else pace.refused(nowMs, 1_000);
    }
    expect(nowMs - beganMs).toBeLessThan(11_000);
    nowMs += 30_000;
  }
});

test("a place that asks to be left alone for three minutes is known still after them", () => {
  const pace = newPace();
  pace.called(0);
  pace.refused(0, 1_000);
  for (const at of [1_000, 1_200, 1_400, 1_600, 1_800]) pace.called(at);
  pace.refused(1_900, 180_000);
  pace.called(181_900);
  expect(pace.waitMs(181_900)).toBeGreaterThan(100);
});

test("what a place once allowed is forgotten after two minutes", () => {
  const pace = newPace();
  for (const at of [0, 1, 2, 3, 4]) pace.called(at);
  pace.refused(5, 1_000);
  for (const at of [1_005, 1_006, 1_007, 1_008]) pace.called(at);
  pace.refused(1_009, 1_000);
  pace.called(2_009);
  expect(pace.waitMs(2_009)).toBeGreaterThan(100);
  pace.called(200_000);
  expect(pace.waitMs(200_000)).toBe(0);
});

test("each place has a pace of its own, the same whenever it is asked for", () => {
  const paceOf = createPaces();
  paceOf("one").called(0);
  paceOf("one").refused(0, 1_000);
  expect(paceOf("one").waitMs(0)).toBe(1_000);
  expect(paceOf("other").waitMs(0)).toBe(0);
});
