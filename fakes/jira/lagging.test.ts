import { expect, test } from "vitest";
import { visibleAt } from "./index-lag.ts";
import { lagging } from "./lagging.ts";

test("a version is seen from its time on, and the highest rank wins", () => {
  const values = lagging<string>();
  values.submit("a", "first", { rank: 1, visibleAt: 10 });
  values.submit("a", "third", { rank: 3, visibleAt: 20 });
  values.submit("a", "second", { rank: 2, visibleAt: 30 });
  expect([9, 10, 20, 30].map((nowMs) => values.visible("a", nowMs))).toEqual([undefined, "first", "third", "third"]);
  expect(values.newest("a")).toBe("third");
  expect(values.visible("b", 30)).toBeUndefined();
});

test("a stuck version is seen once it is released, and what comes later is stuck again", () => {
  const values = lagging<string>();
  values.submit("a", "first", { rank: 1, visibleAt: null });
  expect([values.visible("a", 1e15), values.behind(1e15)]).toEqual([undefined, 1]);
  values.release();
  values.submit("a", "second", { rank: 2, visibleAt: null });
  expect([values.visible("a", 0), values.behind(0)]).toEqual(["first", 1]);
  values.release();
  expect([values.visible("a", 0), values.behind(0)]).toEqual(["second", 0]);
});

test("a random lag stays within its bound and is the same for the same cause", () => {
  const lag = { kind: "random", ms: 1000 } as const;
  const drawn = Array.from({ length: 200 }, (_, index) => visibleAt(lag, `issue/${index}`, 5000));
  expect(Math.min(...drawn.map(Number))).toBeGreaterThanOrEqual(5000);
  expect(Math.max(...drawn.map(Number))).toBeLessThanOrEqual(6000);
  expect(new Set(drawn).size).toBeGreaterThan(100);
  expect(visibleAt(lag, "issue/7", 5000)).toBe(drawn[7]);
});
