import fc from "fast-check";
import { expect, test } from "vitest";
import { promotionTimes } from "./promotion-times.ts";

test.each([
  {
    name: "waits until its turn and works until its end",
    of: { requestedAt: 100, admittedAt: 400, endedAt: 450 },
    want: { waitedMs: 300, workedMs: 50, totalMs: 350 },
  },
  {
    name: "that never had its turn has only waited",
    of: { requestedAt: 100, endedAt: 450 },
    want: { waitedMs: 350, totalMs: 350 },
  },
  {
    name: "whose clock jumped back has no negative parts",
    of: { requestedAt: 100, admittedAt: 50, endedAt: 130 },
    want: { waitedMs: 0, workedMs: 30, totalMs: 30 },
  },
  {
    name: "that ended before it was asked for took no time",
    of: { requestedAt: 100, admittedAt: 150, endedAt: 50 },
    want: { waitedMs: 0, workedMs: 0, totalMs: 0 },
  },
])("a promotion $name", ({ of, want }) => {
  expect(promotionTimes(of)).toEqual(want);
});

test("what a promotion waited and worked adds up to its total, and no part is negative", () => {
  fc.assert(
    fc.property(fc.nat(), fc.option(fc.nat(), { nil: undefined }), fc.nat(), (requestedAt, admittedAt, endedAt) => {
      const { waitedMs, workedMs, totalMs } = promotionTimes({
        requestedAt,
        endedAt,
        ...(admittedAt === undefined ? {} : { admittedAt }),
      });
      expect(workedMs === undefined).toBe(admittedAt === undefined);
      expect(waitedMs + (workedMs ?? 0)).toBe(totalMs);
      expect(Math.min(waitedMs, workedMs ?? 0)).toBeGreaterThanOrEqual(0);
      expect(totalMs).toBe(Math.max(0, endedAt - requestedAt));
    }),
    { seed: 20_261_121 },
  );
});
